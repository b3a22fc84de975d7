package org.dcd.transforms.files;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How an experiment file gives a record component that is a {@link HashedFile}, or an optional one or a list of them.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface InputFile {
    /** What to give when there is no such file: completes the sentence "…/x.npy is not a file; give". */
    String give();

    /**
     * Key of the path where path and hash are keys of the record itself, {@code {type: npy, path: …, sha256: …}}. Empty
     * where the component is a map of its own, {@code from: {path: …, sha256: …}}.
     */
    String inlineAs() default "";
}
