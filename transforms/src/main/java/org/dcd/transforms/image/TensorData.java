package org.dcd.transforms.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.dcd.schemas.DataType;

/** Converts the bytes of image and measurement records to floats in units of [-1, 1], and back. */
public final class TensorData {
    private TensorData() {}

    /**
     * Decodes the data of a record.
     *
     * @param type element type of the data
     * @param data bytes of the record; floats are little-endian
     * @param size number of elements of the data
     * @param target receives the values
     * @param offset index of the first value in {@code target}
     * @throws IllegalArgumentException if the data has another number of elements
     * @throws ArithmeticException if a value is not finite
     */
    public static void decode(DataType type, ByteBuffer data, int size, float[] target, int offset) {
        long expected = (long) size * bytesPerElement(type);
        if (data.remaining() != expected) {
            throw new IllegalArgumentException("data of " + size + " " + type + " elements must have " + expected
                    + " bytes, was " + data.remaining());
        }
        switch (type) {
            case U8 -> {
                for (int i = 0; i < size; i++) {
                    target[offset + i] = PixelRange.toFloat(data.get(data.position() + i));
                }
            }
            case F32 -> {
                data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(target, offset, size);
                requireFinite(target, offset, size);
            }
        }
    }

    /**
     * Encodes {@code size} values from {@code offset}. For u8, values are clipped to [-1, 1] and quantised.
     *
     * @throws ArithmeticException for NaN, and for infinities if the type is F32
     */
    public static ByteBuffer encode(DataType type, float[] source, int offset, int size) {
        return switch (type) {
            case U8 -> {
                byte[] pixels = new byte[size];
                for (int i = 0; i < size; i++) {
                    pixels[i] = PixelRange.toByte(source[offset + i]);
                }
                yield ByteBuffer.wrap(pixels);
            }
            case F32 -> encodeF32(source, offset, size);
        };
    }

    /**
     * Encodes {@code size} values from {@code offset} as {@link DataType#F32}, little-endian.
     *
     * @throws ArithmeticException if a value is not finite
     */
    public static ByteBuffer encodeF32(float[] source, int offset, int size) {
        requireFinite(source, offset, size);
        ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(size, Float.BYTES));
        FloatBuffer floats = data.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        floats.put(source, offset, size);
        return data.order(ByteOrder.BIG_ENDIAN);
    }

    /** Number of bytes of {@code size} stored elements. */
    public static int bytes(DataType type, int size) {
        return Math.multiplyExact(size, bytesPerElement(type));
    }

    private static int bytesPerElement(DataType type) {
        return switch (type) {
            case U8 -> 1;
            case F32 -> Float.BYTES;
        };
    }

    private static void requireFinite(float[] values, int offset, int size) {
        for (int i = 0; i < size; i++) {
            if (!Float.isFinite(values[offset + i])) {
                throw new ArithmeticException("element " + i + " is " + values[offset + i]);
            }
        }
    }
}
