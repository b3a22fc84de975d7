package org.dcd.transforms.ops.torch;

import java.util.Arrays;

/** A float tensor in Java memory, row-major. The array is shared, not copied. */
public record HostTensor(float[] values, long... shape) {
    public HostTensor {
        long size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (values.length != size) {
            throw new IllegalArgumentException(values.length + " values do not fill shape " + Arrays.toString(shape));
        }
    }

    /** Rows from, …, to - 1 of the first dimension, copied. */
    HostTensor rows(int from, int to) {
        int row = Math.toIntExact(values.length / shape[0]);
        long[] part = shape.clone();
        part[0] = to - from;
        return new HostTensor(Arrays.copyOfRange(values, from * row, to * row), part);
    }

    /** Numbers of each image, [n, 1, 1, 1], as levels are. */
    public static HostTensor perImage(float[] values) {
        return new HostTensor(values, values.length, 1, 1, 1);
    }
}
