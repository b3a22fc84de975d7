package org.dcd.transforms.image;

import java.io.Serializable;

/**
 * Shape of an image or measurement. All lengths are at least 1.
 *
 * @param channels number of channels
 * @param height height in pixels
 * @param width width in pixels
 */
public record ImageShape(int channels, int height, int width) implements Serializable {
    public ImageShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "image shape must be positive, was " + channels + "x" + height + "x" + width);
        }
    }

    /** Number of values of one image. */
    public int size() {
        return Math.multiplyExact(channels, Math.multiplyExact(height, width));
    }

    /** Returns the shape [n, channels, height, width] of a batch. */
    public long[] batch(long n) {
        return new long[] {n, channels, height, width};
    }

    /** Returns the shape of {@code count} images concatenated along the channels. */
    public ImageShape stacked(int count) {
        return new ImageShape(Math.multiplyExact(count, channels), height, width);
    }

    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }
}
