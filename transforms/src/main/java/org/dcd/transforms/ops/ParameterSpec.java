package org.dcd.transforms.ops;

import java.util.Arrays;

/**
 * A trainable tensor.
 *
 * @param name name of the parameter
 * @param init initialisation
 * @param shape length of each dimension
 */
public record ParameterSpec(String name, Init init, long... shape) {
    /** Number of elements. */
    public long size() {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
}
