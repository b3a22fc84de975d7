package org.dcd.transforms.metric;

import org.netlib.util.intW;

/**
 * The squared Fréchet distance of two Gaussians, |μ₁ - μ₂|² + tr(S₁ + S₂ - 2 (S₁S₂)^½) (Dowson and Landau 1982), as in
 * FID (Heusel et al. 2017).
 *
 * <p>The trace of (S₁S₂)^½ is Σ√λ over the eigenvalues of LᵀS₂L with S₁ = LLᵀ (Cholesky), or of RS₂R with R = S₁^½ when
 * S₁ is singular. Both products are symmetric, so that there are no complex numbers.
 */
public final class FrechetDistance {
    /** Rounding makes the distance of equal moments as negative as this, relative to tr(S₁ + S₂). */
    private static final double ROUNDING = 1e-6;

    private FrechetDistance() {}

    /**
     * The distance, at least 0; what rounding makes negative is 0.
     *
     * @throws ArithmeticException when it is not finite
     */
    public static double between(Gaussian a, Gaussian b) {
        requireEqual(a.dimension(), b.dimension());
        return between(squaredDistance(a.mean(), b.mean()), a.covariance(), b.covariance(), a.dimension());
    }

    /** As {@link #between(Gaussian, Gaussian)}, of moments of at least two vectors each. */
    public static double between(FeatureMoments a, FeatureMoments b) {
        requireEqual(a.dimension(), b.dimension());
        return between(a.gaussian(), b.gaussian());
    }

    /** Class of the linear algebra in use, which tells whether a system library was found. */
    public static String engine() {
        return Netlib.BLAS.getClass().getSimpleName();
    }

    private static void requireEqual(int d, int other) {
        if (d != other) {
            throw new IllegalArgumentException("cannot compare " + d + " with " + other + " features");
        }
    }

    /**
     * The distance of N(0, S₁) and N(0, S₂), which is the squared Wasserstein-2 distance.
     *
     * @param s1 [d, d]
     * @param s2 [d, d]
     */
    public static double betweenCentred(double[] s1, double[] s2, int d) {
        return between(0, s1, s2, d);
    }

    private static double between(double means, double[] s1, double[] s2, int d) {
        double traces = trace(s1, d) + trace(s2, d);
        double distance = means + traces - 2 * traceOfRoot(s1, s2, d);
        if (!Double.isFinite(distance) || distance < -ROUNDING * traces) {
            throw new ArithmeticException(
                    "the Fréchet distance is " + distance + ", from means " + means + " and traces " + traces);
        }
        return Math.max(0, distance);
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

    private static double traceOfRoot(double[] s1, double[] s2, int d) {
        double[] product = underCholesky(s1, s2, d);
        if (product == null) {
            product = underCholesky(s2, s1, d);
        }
        if (product == null) {
            product = underRoot(s1, s2, d);
        }
        double sum = 0;
        for (double eigenvalue : eigenvalues(product, d)) {
            sum += Math.sqrt(Math.max(eigenvalue, 0));
        }
        return sum;
    }

    /** LᵀS₂L with S₁ = LLᵀ; null when a pivot is not positive. */
    private static double[] underCholesky(double[] s1, double[] s2, int d) {
        double[] factor = s1.clone();
        intW info = new intW(0);
        Netlib.LAPACK.dpotrf("L", d, factor, d, info);
        if (info.val != 0) {
            return null;
        }
        double[] product = s2.clone();
        Netlib.BLAS.dtrmm("L", "L", "T", "N", d, d, 1, factor, d, product, d);
        Netlib.BLAS.dtrmm("R", "L", "N", "N", d, d, 1, factor, d, product, d);
        return product;
    }

    /** RS₂R with R = V √max(Λ, 0) Vᵀ and S₁ = VΛVᵀ. */
    private static double[] underRoot(double[] s1, double[] s2, int d) {
        double[] vectors = s1.clone();
        double[] values = decompose("V", vectors, d);
        double[] scaled = vectors.clone();
        for (int column = 0; column < d; column++) {
            double root = Math.sqrt(Math.max(values[column], 0));
            for (int row = 0; row < d; row++) {
                scaled[column * d + row] *= root;
            }
        }
        double[] root = product("N", "T", scaled, vectors, d);
        return product("N", "N", product("N", "N", root, s2, d), root, d);
    }

    private static double[] product(String transposeA, String transposeB, double[] a, double[] b, int d) {
        double[] c = new double[d * d];
        Netlib.BLAS.dgemm(transposeA, transposeB, d, d, d, 1, a, d, b, d, 0, c, d);
        return c;
    }

    private static double[] eigenvalues(double[] symmetric, int d) {
        return decompose("N", symmetric, d);
    }

    /** Eigenvalues of a symmetric matrix, which receives the eigenvectors when the job is V, and is lost otherwise. */
    private static double[] decompose(String job, double[] matrix, int d) {
        double[] values = new double[d];
        intW info = new intW(0);
        double[] work = new double[1];
        int[] integerWork = new int[1];
        Netlib.LAPACK.dsyevd(job, "L", d, matrix, d, values, work, -1, integerWork, -1, info);
        int size = (int) work[0];
        int integerSize = integerWork[0];
        Netlib.LAPACK.dsyevd(
                job, "L", d, matrix, d, values, new double[size], size, new int[integerSize], integerSize, info);
        if (info.val != 0) {
            throw new ArithmeticException("the eigenvalues of a " + d + "x" + d + " matrix do not converge: LAPACK"
                    + " dsyevd gives " + info.val);
        }
        return values;
    }
}
