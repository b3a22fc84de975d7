package org.dcd.transforms.theory;

import java.io.Serializable;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * The linear Gaussian setting of the paper's theory (App. C): data x = Ez with z ~ N(0, I_r), measurements y = Ax + σε.
 *
 * @param d dimension of the data
 * @param r rank of the data
 * @param e E [d, r], orthonormal columns, row-major
 * @param m dimension of the measurements
 * @param a A [m, d], row-major
 * @param sigma noise level σ
 */
public record LinearGaussian(
        @Range("[2, )") int d, @Range("[1, d)") int r, double[] e, int m, double[] a, @Range("(0, 1e9]") double sigma)
        implements Serializable {
    private static final double ORTHONORMAL = 1e-6;

    public LinearGaussian {
        Ranges.check(LinearGaussian.class, d, r, sigma);
        Matrices.requireSize("E", e, d, r);
        Matrices.requireSize("A", a, m, d);
        double[] gram = Matrices.multiply(Matrices.transpose(e, d, r), e, r, d, r);
        for (int i = 0; i < r * r; i++) {
            double expected = i % (r + 1) == 0 ? 1 : 0;
            if (!(Math.abs(gram[i] - expected) < ORTHONORMAL)) {
                throw new IllegalArgumentException("the columns of E must be orthonormal, but element " + i
                        + " of EᵀE is " + gram[i] + ", expected " + expected);
            }
        }
    }

    /** The setting with A = I. */
    public static LinearGaussian noisy(int d, int r, double[] e, double sigma) {
        return new LinearGaussian(d, r, e, d, Matrices.identity(d), sigma);
    }

    /** Covariance EEᵀ of p_X [d, d]. */
    public double[] dataCovariance() {
        return Matrices.multiply(e, Matrices.transpose(e, d, r), d, r, d);
    }

    /** AE [m, r]. */
    double[] measuredFactor() {
        return Matrices.multiply(a, e, m, d, r);
    }

    /** Covariance AEEᵀAᵀ + σ²I [m, m] of measurements with total noise level σ. */
    public double[] measurementCovariance(double totalSigma) {
        double[] factor = measuredFactor();
        double[] covariance = Matrices.multiply(factor, Matrices.transpose(factor, m, r), m, r, m);
        for (int i = 0; i < m; i++) {
            covariance[i * m + i] += totalSigma * totalSigma;
        }
        return covariance;
    }
}
