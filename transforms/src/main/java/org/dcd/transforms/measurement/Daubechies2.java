package org.dcd.transforms.measurement;

/**
 * One level of the two-dimensional discrete wavelet transform with the Daubechies wavelet of two vanishing moments
 * (PyWavelets' {@code dwtn(x, 'db2')}). Only the diagonal details are computed: high pass along height and width. The
 * image is padded by reflection with repeated border ({@code mode='symmetric'}).
 */
final class Daubechies2 {
    /** Length of the filter, and the smallest side for which a coefficient needs no padding. */
    static final int LENGTH = 4;

    /** Decomposition high pass, Daubechies 1988, Table 1, with the signs and order of PyWavelets' {@code dec_hi}. */
    private static final double[] HIGH_PASS = {
        -0.48296291314453416, 0.8365163037378079, -0.2241438680420134, -0.12940952255126037
    };

    private Daubechies2() {}

    /** Number of coefficients along an axis of n values, ⌊(n + 3) / 2⌋. */
    static int coefficients(int n) {
        return (n + LENGTH - 1) / 2;
    }

    /**
     * Computes the diagonal details of one channel.
     *
     * @param image array with the channel [height, width], row-major, from {@code offset}; both sides are at least
     *     {@link #LENGTH}
     * @return [⌊(height + 3) / 2⌋, ⌊(width + 3) / 2⌋], row-major, in units of the image
     */
    static double[] diagonalDetails(float[] image, int offset, int height, int width) {
        double[] channel = new double[height * width];
        for (int i = 0; i < channel.length; i++) {
            channel[i] = image[offset + i];
        }
        int rows = coefficients(height);
        int columns = coefficients(width);
        double[] vertical = new double[rows * width];
        for (int column = 0; column < width; column++) {
            highPass(channel, column, width, height, vertical, column);
        }
        double[] details = new double[rows * columns];
        for (int row = 0; row < rows; row++) {
            highPass(vertical, row * width, 1, width, details, row * columns);
        }
        return details;
    }

    /** d[k] = Σ_j g[j] x[2k + 1 - j] for n values; values and coefficients have the given stride. */
    private static void highPass(double[] x, int from, int stride, int n, double[] details, int to) {
        for (int k = 0; k < coefficients(n); k++) {
            double sum = 0;
            for (int j = 0; j < LENGTH; j++) {
                sum += HIGH_PASS[j] * x[from + mirror(2 * k + 1 - j, n) * stride];
            }
            details[to + k * stride] = sum;
        }
    }

    /** … 1 0 | 0 1 … n-1 | n-1 n-2 …, for indices at most n outside of the axis. */
    private static int mirror(int i, int n) {
        if (i < 0) {
            return -1 - i;
        }
        return i < n ? i : 2 * n - 1 - i;
    }
}
