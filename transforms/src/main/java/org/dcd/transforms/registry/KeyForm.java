package org.dcd.transforms.registry;

/**
 * A value that is represented by another one in canonical JSON, and so in stage keys. A component can thereby change
 * its type without changing keys of finished stages.
 */
public interface KeyForm {
    /** The value in canonical JSON: a number, text, enum constant, list or record. */
    Object keyForm();
}
