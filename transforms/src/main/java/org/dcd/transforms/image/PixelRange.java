package org.dcd.transforms.image;

import org.dcd.schemas.DataType;

/**
 * The only conversion between u8 pixels and floats in [-1, 1], the same as in EDM: x = u / 127.5 - 1, and back u =
 * clip(x · 127.5 + 128), truncated.
 */
public final class PixelRange {
    private PixelRange() {}

    /** Converts a u8 pixel to a float in [-1, 1]. */
    public static float toFloat(byte pixel) {
        return (pixel & 0xff) / 127.5f - 1;
    }

    /** Rounds values in place as storing them in a type does. Values of type F32 do not change. */
    public static void storeAs(DataType type, float[] values) {
        switch (type) {
            case U8 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = toFloat(toByte(values[i]));
                }
            }
            case F32 -> {}
        }
    }

    /**
     * Converts a float to a u8 pixel; values outside [-1, 1] are clipped.
     *
     * @throws ArithmeticException for NaN
     */
    public static byte toByte(float value) {
        if (Float.isNaN(value)) {
            throw new ArithmeticException("a pixel is NaN");
        }
        return (byte) (int) Math.min(255f, Math.max(0f, value * 127.5f + 128f));
    }
}
