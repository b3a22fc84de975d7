package org.dcd.transforms.files.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * A tensor in memory, as stored in files.
 *
 * @param type element type
 * @param shape length of each dimension; empty for a scalar
 * @param data little-endian elements, row-major, from position 0 to the limit
 */
public record Tensor(Type type, long[] shape, ByteBuffer data) implements TensorSource {
    /** Element types. */
    public enum Type {
        /** Single precision. */
        F32(Float.BYTES),
        /** Double precision. */
        F64(Double.BYTES),
        /** Signed 64-bit integer. */
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
                    "a tensor " + type + Arrays.toString(shape) + " needs " + expected + " bytes, was " + data.limit());
        }
    }

    /** Returns a tensor of type F32 with a copy of the values, row-major. */
    public static Tensor of(float[] values, long... shape) {
        ByteBuffer data = allocate(values.length, Type.F32);
        data.asFloatBuffer().put(values);
        return new Tensor(Type.F32, shape, data);
    }

    /** Returns a tensor of type F64 with a copy of the values, row-major. */
    public static Tensor of(double[] values, long... shape) {
        ByteBuffer data = allocate(values.length, Type.F64);
        data.asDoubleBuffer().put(values);
        return new Tensor(Type.F64, shape, data);
    }

    /** Returns a tensor of type I64 with a copy of the values, row-major. */
    public static Tensor of(long[] values, long... shape) {
        ByteBuffer data = allocate(values.length, Type.I64);
        data.asLongBuffer().put(values);
        return new Tensor(Type.I64, shape, data);
    }

    /** Returns a tensor of zeros; its values can be set through {@link #data}. */
    public static Tensor zeros(Type type, long... shape) {
        return new Tensor(type, shape, allocate(Math.toIntExact(size(shape)), type));
    }

    /**
     * Number of elements of a shape.
     *
     * @throws IllegalArgumentException if a length is negative
     * @throws ArithmeticException if the number exceeds 63 bits
     */
    public static long size(long[] shape) {
        if (LongStream.of(shape).anyMatch(length -> length < 0)) {
            throw new IllegalArgumentException("negative length in " + Arrays.toString(shape));
        }
        return LongStream.of(shape).reduce(1, Math::multiplyExact);
    }

    private static ByteBuffer allocate(int values, Type type) {
        return ByteBuffer.allocate(Math.multiplyExact(values, type.bytes())).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A new view of the little-endian elements, at position 0; writes change the tensor. */
    @Override
    public ByteBuffer data() {
        return data.duplicate().rewind().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void read(Receiver receiver) throws IOException {
        receiver.accept(data());
    }

    /** This tensor. */
    @Override
    public Tensor load() {
        return this;
    }

    /** A copy of the length of each dimension. */
    @Override
    public long[] shape() {
        return shape.clone();
    }

    /**
     * Returns a copy of the values, row-major.
     *
     * @throws IllegalStateException if the type is not F32
     */
    @Override
    public float[] floats() {
        require(Type.F32);
        float[] values = new float[data.limit() / Float.BYTES];
        data().asFloatBuffer().get(values);
        return values;
    }

    /**
     * Returns a copy of the values, row-major.
     *
     * @throws IllegalStateException if the type is not F64
     */
    public double[] doubles() {
        require(Type.F64);
        double[] values = new double[data.limit() / Double.BYTES];
        data().asDoubleBuffer().get(values);
        return values;
    }

    /**
     * Returns a copy of the values, row-major.
     *
     * @throws IllegalStateException if the type is not I64
     */
    public long[] longs() {
        require(Type.I64);
        long[] values = new long[data.limit() / Long.BYTES];
        data().asLongBuffer().get(values);
        return values;
    }

    private void require(Type wanted) {
        if (type != wanted) {
            throw new IllegalStateException("the tensor has type " + type + ", not " + wanted);
        }
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
