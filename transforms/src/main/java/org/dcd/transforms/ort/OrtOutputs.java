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

    /** A float output, row-major. */
    public float[] floats(String name) {
        if (arrays.get(name) instanceof float[] values) {
            return values;
        }
        throw missing("float", name);
    }

    /** A u8 output, row-major. */
    public byte[] bytes(String name) {
        if (arrays.get(name) instanceof byte[] values) {
            return values;
        }
        throw missing("u8", name);
    }

    private IllegalArgumentException missing(String type, String name) {
        return new IllegalArgumentException(
                "no " + type + " output '" + name + "' was asked of " + model + ", only " + arrays.keySet());
    }
}
