package org.dcd.transforms.metric;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.stream.DoubleStream;
import org.dcd.transforms.ops.torch.LinearAlgebra;

/**
 * Count, mean and sum of outer products of deviations M2 = Σ (x - μ)(x - μ)ᵀ of feature vectors in float64. Batches and
 * parts merge in any order (Chan, Golub and LeVeque 1979).
 *
 * <p>Mutable and not thread-safe.
 */
public final class FeatureMoments implements Serializable {
    private static final long serialVersionUID = 1;

    /** Number of vectors converted to float64 at once. */
    private static final int BLOCK = 512;
    /** Greatest number of features, with 512 MiB for M2. */
    static final int MOST_FEATURES = 8192;

    private final int dimension;
    private long count;
    private final double[] mean;
    /** [d, d], column-major; only elements at or below the diagonal are maintained. */
    private final double[] m2;

    /**
     * Moments of no vectors.
     *
     * @param dimension number of features, 1 to 8192
     */
    public FeatureMoments(int dimension) {
        requireDimension(dimension);
        this.dimension = dimension;
        this.mean = new double[dimension];
        this.m2 = new double[dimension * dimension];
    }

    static void requireDimension(int dimension) {
        if (dimension < 1 || dimension > MOST_FEATURES) {
            throw new IllegalArgumentException(
                    "feature dimension must be in [1, " + MOST_FEATURES + "], was " + dimension);
        }
    }

    FeatureMoments(long count, double[] mean, double[] m2) {
        this(mean.length);
        if (count < 0 || m2.length != this.m2.length) {
            throw new IllegalArgumentException("moments of " + count + " vectors of " + mean.length
                    + " features cannot have " + m2.length + " products");
        }
        if (!DoubleStream.concat(DoubleStream.of(mean), DoubleStream.of(m2)).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("the moments are not all finite");
        }
        this.count = count;
        System.arraycopy(mean, 0, this.mean, 0, mean.length);
        System.arraycopy(m2, 0, this.m2, 0, m2.length);
    }

    /** d, the number of features. */
    public int dimension() {
        return dimension;
    }

    /** Number of vectors. */
    public long count() {
        return count;
    }

    /** μ [d]. */
    public double[] mean() {
        return mean.clone();
    }

    /** M2 [d, d], symmetric. */
    public double[] m2() {
        return symmetric(1);
    }

    /**
     * M2 / (N - 1) [d, d], symmetric.
     *
     * @throws IllegalStateException with fewer than two vectors
     */
    public double[] covariance() {
        if (count < 2) {
            throw new IllegalStateException("a covariance needs at least 2 vectors, was " + count);
        }
        return symmetric(1.0 / (count - 1));
    }

    /**
     * Mean and covariance.
     *
     * @throws IllegalStateException with fewer than two vectors
     */
    public Gaussian gaussian() {
        return new Gaussian(mean(), covariance());
    }

    private double[] symmetric(double factor) {
        double[] full = new double[m2.length];
        for (int column = 0; column < dimension; column++) {
            for (int row = column; row < dimension; row++) {
                double value = m2[column * dimension + row] * factor;
                full[column * dimension + row] = value;
                full[row * dimension + column] = value;
            }
        }
        return full;
    }

    /**
     * Adds n vectors.
     *
     * @param features [n, d], row-major; finite
     * @throws ArithmeticException for a feature that is not finite
     */
    public void add(float[] features, int n) {
        if (n < 0 || features.length != (long) n * dimension) {
            throw new IllegalArgumentException(
                    "expected " + n + " vectors of " + dimension + " features, was " + features.length + " values");
        }
        for (int from = 0; from < n; from += BLOCK) {
            addBlock(features, from, Math.min(BLOCK, n - from));
        }
    }

    /** Computes M2 of a block about its own mean and merges it. */
    private void addBlock(float[] features, int from, int n) {
        int values = n * dimension;
        double[] deviations = new double[values];
        double[] blockMean = new double[dimension];
        for (int i = 0; i < values; i++) {
            float value = features[from * dimension + i];
            if (!Float.isFinite(value)) {
                throw new ArithmeticException("feature " + i % dimension + " of vector " + (from + i / dimension)
                        + " of the batch is " + value);
            }
            deviations[i] = value;
            blockMean[i % dimension] += value;
        }
        for (int k = 0; k < dimension; k++) {
            blockMean[k] /= n;
        }
        for (int i = 0; i < values; i++) {
            deviations[i] -= blockMean[i % dimension];
        }
        addProducts(deviations);
        shift(n, blockMean);
    }

    /**
     * M2 += XᵀX at and below the diagonal.
     *
     * @param x [n, d], row-major
     */
    private void addProducts(double[] x) {
        double[] products = LinearAlgebra.gram(x, dimension);
        for (int column = 0; column < dimension; column++) {
            for (int row = column; row < dimension; row++) {
                m2[column * dimension + row] += products[column * dimension + row];
            }
        }
    }

    /**
     * Adds the vectors of other moments.
     *
     * @param other remains unchanged
     */
    public void merge(FeatureMoments other) {
        if (other.dimension != dimension) {
            throw new IllegalArgumentException(
                    "cannot merge moments of " + dimension + " and " + other.dimension + " features");
        }
        for (int i = 0; i < m2.length; i++) {
            m2[i] += other.m2[i];
        }
        shift(other.count, other.mean);
    }

    /** Adds the term of the two means, M2 += n_a n_b / (n_a + n_b) δδᵀ, and updates mean and count. */
    private void shift(long otherCount, double[] otherMean) {
        if (otherCount == 0) {
            return;
        }
        long total = Math.addExact(count, otherCount);
        double[] delta = new double[dimension];
        for (int k = 0; k < dimension; k++) {
            delta[k] = otherMean[k] - mean[k];
        }
        double weight = (double) count * otherCount / total;
        for (int column = 0; column < dimension; column++) {
            for (int row = column; row < dimension; row++) {
                m2[column * dimension + row] += weight * delta[row] * delta[column];
            }
        }
        for (int k = 0; k < dimension; k++) {
            mean[k] = count == 0 ? otherMean[k] : mean[k] + delta[k] * otherCount / total;
        }
        count = total;
    }

    /** Size of the moments of d features, in 4-byte floats. */
    static int numbers(int dimension) {
        return dimension * (dimension + 3);
    }

    /** Encodes count, mean and the lower half of M2; 16.8 MB for 2048 features. */
    public byte[] toBytes() {
        int values = numbers(dimension) / 2;
        ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + Long.BYTES + values * Double.BYTES);
        out.putInt(dimension).putLong(count);
        for (double value : mean) {
            out.putDouble(value);
        }
        for (int column = 0; column < dimension; column++) {
            for (int row = column; row < dimension; row++) {
                out.putDouble(m2[column * dimension + row]);
            }
        }
        return out.array();
    }

    /** Inverse of {@link #toBytes}. */
    public static FeatureMoments fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        FeatureMoments moments = new FeatureMoments(in.getInt());
        moments.count = in.getLong();
        for (int k = 0; k < moments.dimension; k++) {
            moments.mean[k] = in.getDouble();
        }
        for (int column = 0; column < moments.dimension; column++) {
            for (int row = column; row < moments.dimension; row++) {
                moments.m2[column * moments.dimension + row] = in.getDouble();
            }
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes follow the moments");
        }
        return moments;
    }

    /** Serialises half of M2. */
    private Object writeReplace() {
        return new Packed(toBytes());
    }

    @SuppressWarnings("ArrayRecordComponent") // serialised form only
    private record Packed(byte[] bytes) implements Serializable {
        private Object readResolve() {
            return fromBytes(bytes);
        }
    }
}
