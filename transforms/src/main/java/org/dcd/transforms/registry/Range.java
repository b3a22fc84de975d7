package org.dcd.transforms.registry;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The numbers that a record component may be; of a list, each of its items. {@link Ranges#check} enforces it in the
 * record's constructor; explanations and the JSON Schema of experiment files show it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
    /**
     * An {@link Interval}: {@code "[0, 1)"}, {@code "(0, 80]"}, {@code "[0, )"} without an upper bound, or {@code "[1,
     * batch]"}, where the bound is another component that has a range.
     */
    String value();
}
