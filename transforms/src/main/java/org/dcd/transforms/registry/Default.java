package org.dcd.transforms.registry;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value that a key takes when an experiment file does not give it, as YAML: {@code @Default("0.05")},
 * {@code @Default("[1, 2, 2]")}. A component without it is required. Of a component of type OptionalDouble it is the
 * number that files and keys give for none.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
    String value();
}
