package org.dcd.transforms.augment;

import java.util.Arrays;

/** Sums of scaled rows with the coefficients of the wavelet sym6, by which images are upsampled and downsampled by 2. */
final class Sym6 {
    /** Number of coefficients. */
    static final int TAPS = 12;

    /** Low-pass decomposition filter of the wavelet, Σ = √2. */
    private static final double[] LOW_PASS = {
        0.015404109327027373,
        0.0034907120842174702,
        -0.11799011114819057,
        -0.048311742585633,
        0.4910559419267466,
        0.787641141030194,
        0.3379294217276218,
        -0.07263752278646252,
        -0.021060292512300564,
        0.04472490177066578,
        0.0017677118642428036,
        -0.007800708325034148
    };

    /** Reversed coefficients that are not multiplied by inserted zeros, of even and of odd positions. */
    private static final double[][] REVERSED = {everySecond(TAPS - 1), everySecond(TAPS - 2)};

    /** The first and the second half of the coefficients. */
    private static final double[][] HALVES = {
        Arrays.copyOf(LOW_PASS, TAPS / 2), Arrays.copyOfRange(LOW_PASS, TAPS / 2, TAPS)
    };

    private Sym6() {}

    private static double[] everySecond(int from) {
        double[] chosen = new double[TAPS / 2];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = LOW_PASS[from - 2 * i];
        }
        return chosen;
    }

    /**
     * Upsampling of n independent signals: inserts zeros, then applies the reversed filter. Computes one position.
     *
     * @param phase 0 for an even position, 1 for an odd one
     * @param from index of the first of the 6 values of the first signal that the position depends on
     * @param stride distance between values of one signal
     * @param to index of the result of the first signal
     * @param n number of signals, consecutive in both arrays
     */
    static void upsample(int phase, double[] in, int from, int stride, double[] out, int to, int n) {
        Arrays.fill(out, to, to + n, 0);
        add(REVERSED[phase], in, from, stride, out, to, n);
    }

    /**
     * Downsampling of n independent signals: applies the filter at every other position. Computes one position.
     *
     * @param even index of the first of the 6 values at even places of the filter
     * @param odd index of the first of the 6 values at odd places of the filter
     * @param stride distance between values at places of equal parity
     */
    static void downsample(double[] in, int even, int odd, int stride, double[] out, int to, int n) {
        Arrays.fill(out, to, to + n, 0);
        for (int half = 0; half < 2; half++) {
            int skipped = half * TAPS / 4 * stride;
            addAlternating(HALVES[half], in, even + skipped, odd + skipped, stride, out, to, n);
        }
    }

    private static void add(double[] c, double[] in, int from, int stride, double[] out, int to, int n) {
        int second = from + stride;
        add(c, in, from, second, from + 2 * stride, second + 2 * stride, from + 4 * stride, second + 4 * stride, out, to, n);
    }

    private static void addAlternating(
            double[] c, double[] in, int even, int odd, int stride, double[] out, int to, int n) {
        add(c, in, even, odd, even + stride, odd + stride, even + 2 * stride, odd + 2 * stride, out, to, n);
    }

    /** Adds six scaled rows, in this order, so that results have the bits of the formula. */
    private static void add(
            double[] c, double[] in, int a, int b, int d, int e, int f, int g, double[] out, int to, int n) {
        double c0 = c[0];
        double c1 = c[1];
        double c2 = c[2];
        double c3 = c[3];
        double c4 = c[4];
        double c5 = c[5];
        for (int i = 0; i < n; i++) {
            out[to + i] = out[to + i]
                    + c0 * in[a + i]
                    + c1 * in[b + i]
                    + c2 * in[d + i]
                    + c3 * in[e + i]
                    + c4 * in[f + i]
                    + c5 * in[g + i];
        }
    }
}
