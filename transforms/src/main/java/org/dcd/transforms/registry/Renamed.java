package org.dcd.transforms.registry;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The earlier key of a record component in experiment files, in kebab-case. A file that still gives it is refused with
 * the new key: {@code @Renamed(from = "least") double min}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Renamed {
    /** The earlier key, which no other component of the record may have. */
    String from();
}
