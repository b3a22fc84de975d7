package org.dcd.transforms.metric;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.atteo.classindex.IndexAnnotated;

/** Names of the scores that a metric, an analysis or a stage computes. */
@IndexAnnotated
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Scores {
    /** Kebab-case names; two metrics never share one. */
    String[] value();

    /** Whether greater values are better. */
    boolean higherIsBetter() default false;
}
