package org.dcd.transforms.ort;

import java.util.Map;

/** Outputs of a run by name, n rows each. */
public final class OrtOutputs {
    private final String model;
    private final Map<String, Object> arrays;

    OrtOutputs(String model, Map<String, Object> arrays) {
        this.model = model;
        this.arrays = arrays;
    }

    /**
     * Returns a float output, row-major.
     *
     * @throws IllegalArgumentException if there is no such output
     */
    public float[] floats(String name) {
        if (arrays.get(name) instanceof float[] values) {
            return values;
        }
        throw missing("float", name);
    }

    /**
     * Returns a u8 output, row-major.
     *
     * @throws IllegalArgumentException if there is no such output
     */
    public byte[] bytes(String name) {
        if (arrays.get(name) instanceof byte[] values) {
            return values;
        }
        throw missing("u8", name);
    }

    private IllegalArgumentException missing(String type, String name) {
        return new IllegalArgumentException(
                "no " + type + " output '" + name + "' of " + model + " was requested, only " + arrays.keySet());
    }
}
