package org.dcd.transforms.registry;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Default of a record component in experiment files, as YAML: {@code @Default("0.05")}, {@code @Default("[1, 2, 2]")}.
 * A component without it is required. For a component of type OptionalDouble it is the number that stands for an empty
 * value in files and keys.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
    /** The default as YAML. */
    String value();
}
