package org.dcd.transforms.registry;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Version of the code of a member of an open family: raise it when the member computes something else for the same
 * components and inputs, and every stage that uses it is made again. A member of this project without it has version 1.
 * A member of a plug-in with it enters stage keys with this number in place of the hash of its code, so that whoever
 * changes what it computes must raise it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface CodeVersion {
    /** 1 or more. */
    int value();
}
