package org.dcd.transforms.image;

import org.dcd.schemas.DataType;

/**
 * The one conversion between u8 pixels and floats in [-1, 1] (EDM's): x = u8 / 127.5 - 1, and back clip(x · 127.5 +
 * 128), truncated.
 */
public final class PixelRange {
    private PixelRange() {}

    /** x / 127.5 - 1 of a u8 pixel, in [-1, 1]. */
    public static float toFloat(byte pixel) {
        return (pixel & 0xff) / 127.5f - 1;
    }

    /** Rounds values to what remains of them when they are stored; floats stay as they are. */
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

    /** NaN is refused. */
    public static byte toByte(float value) {
        if (Float.isNaN(value)) {
            throw new ArithmeticException("a pixel is NaN");
        }
        return (byte) (int) Math.min(255f, Math.max(0f, value * 127.5f + 128f));
    }
}
