package org.dcd.transforms.model;

/**
 * What a denoiser is told beside the image.
 *
 * @param channels k; 0 for nothing
 * @param value [n, k, h, w]; null for nothing
 * @param seen 1 at pixels that the image shows and 0 at those where it is hidden and 0 itself, [n, 1, h, w]; null where
 *     no pixel is hidden for itself
 */
public record Condition<T>(int channels, T value, T seen) {
    /** Nothing. */
    public static <T> Condition<T> none() {
        return new Condition<>(0, null, null);
    }
}
