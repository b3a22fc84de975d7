package org.dcd.transforms.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.dcd.schemas.DataType;

/** The bytes of image and measurement records as floats in units of [-1, 1], and back. */
public final class TensorData {
    private TensorData() {}

    /**
     * Decodes a record's data.
     *
     * @param size elements to decode, which must be all that the data holds
     * @param target takes size values from offset on
     * @throws ArithmeticException when a value is not finite
     */
    public static void decode(DataType type, ByteBuffer data, int size, float[] target, int offset) {
        long expected = (long) size * bytesPerElement(type);
        if (data.remaining() != expected) {
            throw new IllegalArgumentException("data of " + size + " " + type + " elements must have " + expected
                    + " bytes, had " + data.remaining());
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

    /** Encodes values; pixels are clipped to [-1, 1] and rounded. NaN is refused, by floats infinities too. */
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

    /** Encodes as {@link DataType#F32}. NaN and infinities are refused. */
    public static ByteBuffer encodeF32(float[] source, int offset, int size) {
        requireFinite(source, offset, size);
        ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(size, Float.BYTES));
        FloatBuffer floats = data.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        floats.put(source, offset, size);
        return data.order(ByteOrder.BIG_ENDIAN);
    }

    /** Bytes that so many elements are stored in. */
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
