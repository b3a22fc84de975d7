package org.dcd.transforms.metric;

import org.dcd.schemas.Count;

/**
 * Vectors of a set of images in memory.
 *
 * @param n number of vectors
 * @param d length of a vector
 * @param values [n, d], row-major; finite
 */
@SuppressWarnings("ArrayRecordComponent") // shared, not copied: it may be gigabytes
public record Vectors(int n, int d, float[] values) {
    public Vectors {
        if (n < 1 || d < 1 || values.length != (long) n * d) {
            throw new IllegalArgumentException(values.length + " values are not " + n + " vectors of " + d);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new ArithmeticException("number " + i % d + " of vector " + i / d + " is " + values[i]);
            }
        }
    }

    /** Vectors from (inclusive) to (exclusive) in float64, [to - from, d]. */
    double[] doubles(int from, int to) {
        double[] block = new double[(to - from) * d];
        for (int i = 0; i < block.length; i++) {
            block[i] = values[from * d + i];
        }
        return block;
    }

    /** The vectors of some indices in float64, [indices, d]. */
    double[] doubles(int[] indices) {
        double[] block = new double[indices.length * d];
        for (int i = 0; i < indices.length; i++) {
            for (int k = 0; k < d; k++) {
                block[i * d + k] = values[indices[i] * d + k];
            }
        }
        return block;
    }

    /**
     * A subset of the vectors, evenly spread over them.
     *
     * @param kept number of vectors to keep
     */
    public Vectors spread(int kept) {
        if (kept >= n) {
            return this;
        }
        float[] some = new float[kept * d];
        int at = 0;
        for (int i = 0; i < n; i++) {
            if (isKept(i, n, kept)) {
                System.arraycopy(values, i * d, some, at * d, d);
                at++;
            }
        }
        return new Vectors(kept, d, some);
    }

    /**
     * Checks that two sets of vectors fit into memory.
     *
     * @param n number of vectors of each set
     * @param d length of a vector
     * @throws IllegalArgumentException when they would take more than three quarters of the heap
     */
    public static void requireRoom(long n, int d) {
        long bytes = Math.multiplyExact(n * d, (long) Float.BYTES);
        long heap = Runtime.getRuntime().maxMemory();
        if (n * d > Integer.MAX_VALUE - 8 || 2 * bytes > heap / 4 * 3) {
            throw new IllegalArgumentException(
                    Count.of(n, "vector") + " of " + Count.of(d, "number") + " take " + (bytes >> 20)
                            + " MB for each of two sets, and the heap has " + (heap >> 20)
                            + " MB; lower images of the metric, or raise the heap (DCD_JAVA_OPTS=-Xmx...)");
        }
    }

    void requireSameLength(Vectors other) {
        if (d != other.d) {
            throw new IllegalArgumentException("cannot compare vectors of " + d + " and " + other.d + " numbers");
        }
    }

    /** Whether the element at an index is one of {@code kept} that are evenly spread over {@code all}. */
    public static boolean isKept(long index, long all, long kept) {
        return kept >= all || (index + 1) * kept / all > index * kept / all;
    }
}
