package org.dcd.transforms.registry;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Valid range of a record component, or of each item if it is a list. {@link Ranges#check} enforces it in the
 * constructor of the record; the reference and the JSON Schema of experiment files show it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
    /**
     * An {@link Interval}: {@code "[0, 1)"}, {@code "(0, 80]"}, {@code "[0, )"} without an upper bound, or {@code "[1,
     * batch]"}, whose bound is another component with a range.
     */
    String value();
}
