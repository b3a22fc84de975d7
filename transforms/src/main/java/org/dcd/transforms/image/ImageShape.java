package org.dcd.transforms.image;

import java.io.Serializable;

/** Channels, height and width of an image or measurement, each at least 1. */
public record ImageShape(int channels, int height, int width) implements Serializable {
    public ImageShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "image shape must be positive, was " + channels + "x" + height + "x" + width);
        }
    }

    /** Number of elements. */
    public int size() {
        return Math.multiplyExact(channels, Math.multiplyExact(height, width));
    }

    /** [n, channels, height, width]. */
    public long[] batch(long n) {
        return new long[] {n, channels, height, width};
    }

    /** So many of them on top of each other, along the channels. */
    public ImageShape stacked(int count) {
        return new ImageShape(Math.multiplyExact(count, channels), height, width);
    }

    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }
}
