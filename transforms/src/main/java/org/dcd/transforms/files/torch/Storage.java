package org.dcd.transforms.files.torch;

/**
 * An array that tensors are views of, outside the pickle that names it.
 *
 * @param key name within the file
 */
record Storage(StorageType type, String key, long elements) {
    Storage {
        if (elements < 0 || elements > Long.MAX_VALUE / type.bytes()) {
            throw new IllegalArgumentException("storage " + key + " has " + elements + " elements");
        }
    }

    long bytes() {
        return elements * type.bytes();
    }

    @Override
    public String toString() {
        return "storage " + key;
    }
}
