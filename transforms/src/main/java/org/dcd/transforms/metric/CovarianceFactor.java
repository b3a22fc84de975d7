package org.dcd.transforms.metric;

import java.util.Arrays;
import org.dcd.transforms.ops.torch.LinearAlgebra;

/**
 * A factor A of a covariance S = AAᵀ of any rank, with the columns that exceed the rounding of float64.
 *
 * @param columns Aᵀ [rank, d], row-major: one column of A after another
 * @param d number of features
 */
@SuppressWarnings("ArrayRecordComponent") // too large to copy; never modified
record CovarianceFactor(double[] columns, int d, int rank) {
    private static final double EPSILON = Math.ulp(1.0);
    /** Least number of roundings to assume for an element. */
    private static final int FEWEST_ROUNDINGS = 64;
    /** Greatest accepted negative eigenvalue relative to tr(S): the rounding of float32. */
    private static final double INDEFINITE = 1e-6;

    private static final int FIRST_COLUMNS = 32;

    /**
     * The factor of a covariance.
     *
     * @param s [d, d], symmetric; finite
     * @throws ArithmeticException when it has a negative eigenvalue beyond rounding
     */
    static CovarianceFactor of(double[] s, int d) {
        CovarianceFactor cholesky = cholesky(s, d);
        return cholesky == null ? ofEigenvectors(s, d) : cholesky;
    }

    /** tr(AAᵀ). */
    double trace() {
        double sum = 0;
        for (int i = 0; i < rank * d; i++) {
            sum += columns[i] * columns[i];
        }
        return sum;
    }

    /** tr((AAᵀBBᵀ)^½), the sum of the singular values of AᵀB: no rounding error is under a root. */
    double traceOfRoot(CovarianceFactor other) {
        if (rank == 0 || other.rank == 0) {
            return 0;
        }
        double[] product = LinearAlgebra.products(used(), other.used(), d);
        return Arrays.stream(LinearAlgebra.singularValues(product, rank, other.rank))
                .sum();
    }

    private double[] used() {
        return Arrays.copyOf(columns, rank * d);
    }

    /** Bound of the rounding error relative to the variance of a feature. */
    private static double rounding(int d) {
        return Math.max(d, FEWEST_ROUNDINGS) * EPSILON;
    }

    /**
     * Pivoted Cholesky decomposition (Higham 1990) of the correlations, independent of the scale of the features; null
     * when S has negative eigenvalues. Takes d · rank² operations, which is fast for few images.
     */
    private static CovarianceFactor cholesky(double[] s, int d) {
        double rounding = rounding(d);
        double[] deviations = new double[d];
        double[] left = new double[d];
        for (int k = 0; k < d; k++) {
            double variance = s[k * d + k];
            if (variance < 0) {
                return null;
            }
            deviations[k] = Math.sqrt(variance);
            left[k] = variance > 0 ? 1 : 0;
        }
        double[] columns = new double[d * Math.min(d, FIRST_COLUMNS)];
        boolean[] done = new boolean[d];
        double[] column = new double[d];
        int rank = 0;
        for (int pivot = greatest(left); left[pivot] > rounding; pivot = greatest(left)) {
            if ((rank + 1) * d > columns.length) {
                columns = Arrays.copyOf(columns, d * Math.min(d, 2 * rank));
            }
            for (int k = 0; k < d; k++) {
                double covariance = s[pivot * d + k];
                if (deviations[k] == 0 && covariance != 0) {
                    return null;
                }
                column[k] = deviations[k] == 0 ? 0 : covariance / (deviations[pivot] * deviations[k]);
            }
            for (int j = 0; j < rank; j++) {
                double factor = columns[j * d + pivot];
                for (int k = 0; k < d; k++) {
                    column[k] -= factor * columns[j * d + k];
                }
            }
            double root = Math.sqrt(left[pivot]);
            for (int k = 0; k < d; k++) {
                column[k] = done[k] ? 0 : column[k] / root;
                left[k] -= column[k] * column[k];
                if (k != pivot && left[k] < -rounding) {
                    return null;
                }
            }
            done[pivot] = true;
            column[pivot] = root;
            left[pivot] = 0;
            System.arraycopy(column, 0, columns, rank * d, d);
            rank++;
            if (rank == d) {
                break;
            }
        }
        for (int at = 0; at < rank * d; at++) {
            columns[at] *= deviations[at % d];
        }
        return new CovarianceFactor(columns, d, rank);
    }

    private static int greatest(double[] values) {
        int greatest = 0;
        for (int k = 1; k < values.length; k++) {
            if (values[k] > values[greatest]) {
                greatest = k;
            }
        }
        return greatest;
    }

    /** V √Λ of S = VΛVᵀ, without eigenvalues below rounding. */
    private static CovarianceFactor ofEigenvectors(double[] s, int d) {
        LinearAlgebra.Eigen eigen = LinearAlgebra.eigenvectors(s, d);
        double[] values = eigen.values();
        double trace = Arrays.stream(values).sum();
        if (values[0] < -INDEFINITE * trace) {
            throw new ArithmeticException("a covariance must have no negative eigenvalue, was " + values[0]
                    + "; the greatest one is " + values[d - 1]);
        }
        double least = rounding(d) * values[d - 1];
        int first = 0;
        while (first < d && !(values[first] > least)) {
            first++;
        }
        double[] columns = Arrays.copyOfRange(eigen.vectors(), first * d, d * d);
        for (int at = 0; at < columns.length; at++) {
            columns[at] *= Math.sqrt(values[first + at / d]);
        }
        return new CovarianceFactor(columns, d, d - first);
    }
}
