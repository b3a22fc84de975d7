package org.dcd.transforms.augment;

import java.util.Arrays;

/**
 * Sums of scaled rows with the coefficients of the wavelet sym6, by which images are upsampled and downsampled by 2.
 */
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

    private Sym6() {}

    private static double[] everySecond(int from) {
        double[] chosen = new double[TAPS / 2];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = LOW_PASS[from - 2 * i];
        }
        return chosen;
    }

    /**
     * Upsamples along a row: inserts zeros, then applies the reversed filter at all positions of one phase.
     *
     * @param phase 0 for even positions, 1 for odd ones
     * @param in values from index {@code from}; result i depends on the 6 values from i on
     * @param n number of results
     */
    static void upsampleAlong(int phase, double[] in, int from, double[] out, int to, int n) {
        double[] c = REVERSED[phase];
        double c0 = c[0];
        double c1 = c[1];
        double c2 = c[2];
        double c3 = c[3];
        double c4 = c[4];
        double c5 = c[5];
        for (int i = 0; i < n; i++) {
            int at = from + i;
            double sum = 0 + c0 * in[at];
            sum += c1 * in[at + 1];
            sum += c2 * in[at + 2];
            sum += c3 * in[at + 3];
            sum += c4 * in[at + 4];
            sum += c5 * in[at + 5];
            out[to + i] = sum;
        }
    }

    /**
     * Upsamples across rows: the result is one row.
     *
     * @param in rows, of which the result depends on the 6 from index {@code from} on
     * @param n length of the rows
     */
    static void upsampleAcross(int phase, double[][] in, int from, double[] out, int n) {
        Arrays.fill(out, 0, n, 0);
        for (int k = 0; k < TAPS / 2; k += 3) {
            add(REVERSED[phase], k, in, from + k, out, n);
        }
    }

    /**
     * Downsamples along a row: applies the filter at every other position.
     *
     * @param in values of even positions from index {@code even}, those of odd ones from {@code odd}; result i depends
     *     on the 6 values of each from i on
     */
    static void downsampleAlong(double[] in, int even, int odd, double[] out, int n) {
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int k = 0; k < TAPS / 2; k++) {
                sum += LOW_PASS[2 * k] * in[even + i + k];
                sum += LOW_PASS[2 * k + 1] * in[odd + i + k];
            }
            out[i] = sum;
        }
    }

    /** Downsamples across rows: the result is one row, which depends on the 12 from index {@code from} on. */
    static void downsampleAcross(double[][] in, int from, double[] out, int n) {
        Arrays.fill(out, 0, n, 0);
        for (int k = 0; k < TAPS; k += 3) {
            add(LOW_PASS, k, in, from + k, out, n);
        }
    }

    /**
     * Adds three scaled rows, one after the other, so that sums have the bits of the formula. The compiler vectorises
     * this loop: more rows, or offsets within them, would prevent that.
     */
    private static void add(double[] c, int first, double[][] rows, int from, double[] out, int n) {
        double c0 = c[first];
        double c1 = c[first + 1];
        double c2 = c[first + 2];
        double[] row0 = rows[from];
        double[] row1 = rows[from + 1];
        double[] row2 = rows[from + 2];
        for (int i = 0; i < n; i++) {
            out[i] = out[i] + c0 * row0[i] + c1 * row1[i] + c2 * row2[i];
        }
    }
}
