package org.dcd.transforms.metric;

import java.util.Arrays;
import java.util.Optional;
import org.dcd.transforms.ops.torch.LinearAlgebra;

/**
 * The squared Fréchet distance of two Gaussians, |μ₁ - μ₂|² + tr(S₁ + S₂ - 2 (S₁S₂)^½) (Dowson and Landau 1982), as in
 * FID (Heusel et al. 2017).
 *
 * <p>The trace of (S₁S₂)^½ is Σ√λ over the eigenvalues of LᵀS₂L with S₁ = LLᵀ (Cholesky). This product is symmetric, so
 * no complex numbers occur. A square root turns a rounding error of 1e-16 into 1e-8, d times. Where that error matters,
 * as with fewer images than features, the trace is the sum of the singular values of AᵀB with S₁ = AAᵀ and S₂ = BBᵀ
 * ({@link CovarianceFactor}), which needs no roots but up to four times as long.
 */
public final class FrechetDistance {
    /** Greatest negative distance that rounding explains, relative to tr(S₁ + S₂). */
    private static final double ROUNDING = 1e-6;
    /** Accepted error of the faster method, relative to tr(S₁ + S₂). */
    private static final double PRECISION = 1e-7;

    private FrechetDistance() {}

    /**
     * The distance, at least 0. Values that are negative by rounding become 0.
     *
     * @throws ArithmeticException when it is not finite
     */
    public static double between(Gaussian a, Gaussian b) {
        requireEqual(a.dimension(), b.dimension());
        return between(squaredDistance(a.mean(), b.mean()), a.covariance(), b.covariance(), a.dimension());
    }

    /** The distance of moments of at least two vectors each, see {@link #between(Gaussian, Gaussian)}. */
    public static double between(FeatureMoments a, FeatureMoments b) {
        requireEqual(a.dimension(), b.dimension());
        return between(a.gaussian(), b.gaussian());
    }

    private static void requireEqual(int d, int other) {
        if (d != other) {
            throw new IllegalArgumentException("cannot compare " + d + " with " + other + " features");
        }
    }

    /**
     * The distance of N(0, S₁) and N(0, S₂), which is their squared Wasserstein-2 distance.
     *
     * @param s1 [d, d]
     * @param s2 [d, d]
     */
    public static double betweenCentred(double[] s1, double[] s2, int d) {
        return between(0, s1, s2, d);
    }

    private static double between(double means, double[] s1, double[] s2, int d) {
        requireFinite(s1, d);
        requireFinite(s2, d);
        double traces = trace(s1, d) + trace(s2, d);
        Optional<double[]> roots = roots(s1, s2, d).filter(found -> error(found) <= PRECISION * traces);
        double distance;
        if (roots.isPresent()) {
            distance = means + traces - 2 * sum(roots.get());
        } else {
            CovarianceFactor a = CovarianceFactor.of(s1, d);
            CovarianceFactor b = CovarianceFactor.of(s2, d);
            distance = means + (a.trace() + b.trace() - 2 * a.traceOfRoot(b));
        }
        if (!Double.isFinite(distance) || distance < -ROUNDING * traces) {
            throw new ArithmeticException(
                    "the Fréchet distance is " + distance + ", from means " + means + " and traces " + traces);
        }
        return Math.max(0, distance);
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static void requireFinite(double[] covariance, int d) {
        for (int i = 0; i < covariance.length; i++) {
            if (!Double.isFinite(covariance[i])) {
                throw new ArithmeticException("the Fréchet distance needs finite covariances, element [" + i / d + ", "
                        + i % d + "] is " + covariance[i]);
            }
        }
    }

    /** Bound of the error of a sum of roots whose squares are rounded like the greatest one. */
    private static double error(double[] roots) {
        double unit = Math.sqrt(Math.ulp(1.0)) * Arrays.stream(roots).max().orElse(0);
        double sum = 0;
        for (double root : roots) {
            sum += root > unit ? unit * unit / root : unit;
        }
        return sum;
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return sum;
    }

    private static double trace(double[] matrix, int d) {
        double sum = 0;
        for (int k = 0; k < d; k++) {
            sum += matrix[k * d + k];
        }
        return sum;
    }

    /**
     * √λ of the eigenvalues of S₁S₂; empty when neither matrix has a Cholesky factor, or one has eigenvalues below 0.
     */
    private static Optional<double[]> roots(double[] s1, double[] s2, int d) {
        return LinearAlgebra.congruence(s1, s2, d)
                .or(() -> LinearAlgebra.congruence(s2, s1, d))
                .map(product -> LinearAlgebra.eigenvalues(product, d))
                .filter(eigenvalues -> eigenvalues[0] >= -ROUNDING * eigenvalues[d - 1])
                .map(eigenvalues -> Arrays.stream(eigenvalues)
                        .map(eigenvalue -> Math.sqrt(Math.max(eigenvalue, 0)))
                        .toArray());
    }
}
