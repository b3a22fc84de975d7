package org.dcd.transforms.files;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How experiment files write a record component of type {@link HashedFile}, optional or list of them. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface InputFile {
    /** Completes the message for a missing file: "…/x.npy is not a file; give". */
    String give();

    /**
     * Key of the path if path and hash are keys of the record itself, {@code {type: npy, path: …, sha256: …}}. Empty if
     * the component is a map of its own, {@code from: {path: …, sha256: …}}.
     */
    String inlineAs() default "";
}
