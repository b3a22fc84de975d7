package org.dcd.transforms.registry;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Version of the code of a member of an open family. Raise it when the member computes something else for the same
 * components and inputs; all stages that use it then get new keys. Members of this project have version 1 by default.
 * For a member of a plug-in, stage keys contain this number instead of the hash of its code, so its author must raise
 * it whenever the results change.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface CodeVersion {
    /** The version, at least 1. */
    int value();
}
