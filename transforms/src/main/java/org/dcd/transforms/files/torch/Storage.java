package org.dcd.transforms.files.torch;

/**
 * Reference to a storage: the array behind one or more tensors, stored outside the pickle.
 *
 * @param type element type
 * @param key name of the storage in the file
 * @param elements number of elements
 */
record Storage(StorageType type, String key, long elements) {
    Storage {
        if (elements < 0 || elements > Long.MAX_VALUE / type.bytes()) {
            throw new IllegalArgumentException("storage " + key + " has an invalid size, " + elements + " elements");
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
