package org.dcd.transforms.model;

import java.util.List;
import org.dcd.transforms.ops.Ops;

/**
 * Downsampling and upsampling by 2 with a symmetric filter of even length, normalised to sum 1: EDM's
 * {@code resample_filter}.
 *
 * @param taps filter taps along one axis
 */
record Resampling(List<Integer> taps) {
    /** Whether the filter is [1, 1]: average pooling and nearest-neighbour upsampling. */
    boolean isBox() {
        return taps.size() == 2;
    }

    <T> T down(Ops<T> ops, T x) {
        return isBox() ? ops.downsample2(x) : ops.filter2d(x, square(taps), 2, (taps.size() - 1) / 2);
    }

    /** Same as {@link #down} but without padding: the input is [n, c, h + 2p, w + 2p] with p = {@link #margin()}. */
    <T> T downInside(Ops<T> ops, T x) {
        return isBox() ? ops.downsample2(x) : ops.filter2d(x, square(taps), 2, 0);
    }

    /** Number of pixels by which the filter extends beyond the image. */
    int margin() {
        return (taps.size() - 1) / 2;
    }

    /**
     * EDM's transposed convolution, computed as nearest-neighbour upsampling followed by a convolution with the filter
     * divided by [1, 1].
     */
    <T> T up(Ops<T> ops, T x) {
        T repeated = ops.upsample2(x);
        return isBox() ? repeated : ops.filter2d(repeated, square(dividedByBox()), 1, (taps.size() - 2) / 2);
    }

    private List<Integer> dividedByBox() {
        Integer[] quotient = new Integer[taps.size() - 1];
        int rest = 0;
        for (int i = 0; i < quotient.length; i++) {
            rest = taps.get(i) - rest;
            quotient[i] = rest;
        }
        return List.of(quotient);
    }

    private static float[] square(List<Integer> taps) {
        int n = taps.size();
        double sum = taps.stream().mapToInt(Integer::intValue).sum();
        float[] square = new float[n * n];
        for (int i = 0; i < square.length; i++) {
            square[i] = (float) (taps.get(i / n) * taps.get(i % n) / (sum * sum));
        }
        return square;
    }
}
