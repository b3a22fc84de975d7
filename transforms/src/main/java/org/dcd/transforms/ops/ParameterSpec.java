package org.dcd.transforms.ops;

import java.util.Arrays;

/** Name, shape and initialisation of a trainable tensor. */
public record ParameterSpec(String name, Init init, long... shape) {
    public long size() {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
}
