package org.dcd.transforms.registry;

/**
 * A value that canonical JSON, and so a key, holds as another one. It lets a component get a type of its own while
 * finished stages stay valid.
 */
public interface KeyForm {
    /** A number, text, an enum, a list or a record. */
    Object keyForm();
}
