package org.dcd.transforms.files.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * A stored array of numbers.
 *
 * @param shape lengths, empty for a scalar
 * @param data little-endian elements, row-major, from position 0 to the limit
 */
public record Tensor(Type type, long[] shape, ByteBuffer data) {
    /** Element types. */
    public enum Type {
        F32(Float.BYTES),
        F64(Double.BYTES),
        I64(Long.BYTES);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        /** Bytes of one element. */
        public int bytes() {
            return bytes;
        }
    }

    public Tensor {
        shape = shape.clone();
        long expected = Math.multiplyExact(size(shape), type.bytes());
        if (data.limit() != expected) {
            throw new IllegalArgumentException(
                    "a tensor " + type + Arrays.toString(shape) + " has " + expected + " bytes, was " + data.limit());
        }
    }

    public static Tensor of(float[] values, long... shape) {
        ByteBuffer data = allocate(values.length, Type.F32);
        data.asFloatBuffer().put(values);
        return new Tensor(Type.F32, shape, data);
    }

    public static Tensor of(double[] values, long... shape) {
        ByteBuffer data = allocate(values.length, Type.F64);
        data.asDoubleBuffer().put(values);
        return new Tensor(Type.F64, shape, data);
    }

    public static Tensor of(long[] values, long... shape) {
        ByteBuffer data = allocate(values.length, Type.I64);
        data.asLongBuffer().put(values);
        return new Tensor(Type.I64, shape, data);
    }

    /** A tensor to be filled through {@link #data}. */
    public static Tensor zeros(Type type, long... shape) {
        return new Tensor(type, shape, allocate(Math.toIntExact(size(shape)), type));
    }

    /** Number of elements of a shape; lengths must not be negative. */
    public static long size(long[] shape) {
        if (LongStream.of(shape).anyMatch(length -> length < 0)) {
            throw new IllegalArgumentException("negative length in " + Arrays.toString(shape));
        }
        return LongStream.of(shape).reduce(1, Math::multiplyExact);
    }

    private static ByteBuffer allocate(int values, Type type) {
        return ByteBuffer.allocate(Math.multiplyExact(values, type.bytes())).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Little-endian elements, at position 0. */
    @Override
    public ByteBuffer data() {
        return data.duplicate().rewind().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    public float[] floats() {
        require(Type.F32);
        float[] values = new float[data.limit() / Float.BYTES];
        data().asFloatBuffer().get(values);
        return values;
    }

    public double[] doubles() {
        require(Type.F64);
        double[] values = new double[data.limit() / Double.BYTES];
        data().asDoubleBuffer().get(values);
        return values;
    }

    public long[] longs() {
        require(Type.I64);
        long[] values = new long[data.limit() / Long.BYTES];
        data().asLongBuffer().get(values);
        return values;
    }

    private void require(Type wanted) {
        if (type != wanted) {
            throw new IllegalStateException("tensor is " + type + ", not " + wanted);
        }
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
