package org.dcd.transforms.torch;

import java.util.Arrays;

/** A float tensor in Java memory, row-major. The array is shared, not copied. */
public record HostTensor(float[] values, long... shape) {
    public HostTensor {
        long size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (values.length != size) {
            throw new IllegalArgumentException(values.length + " values do not fill shape " + Arrays.toString(shape));
        }
    }

    /** Numbers of each image, [n, 1, 1, 1], as levels are. */
    public static HostTensor perImage(float[] values) {
        return new HostTensor(values, values.length, 1, 1, 1);
    }
}
