package org.dcd.transforms.model;

/**
 * Conditioning of a denoiser: additional input channels, such as a mask.
 *
 * @param channels k, number of additional channels; 0 for none
 * @param value [n, k, h, w]; null for none
 * @param seen observed pixels, [n, 1, h, w]: 1 where the image has values, 0 where it is masked; null if no pixels are
 *     masked individually
 */
public record Condition<T>(int channels, T value, T seen) {
    /** Returns no conditioning. */
    public static <T> Condition<T> none() {
        return new Condition<>(0, null, null);
    }
}
