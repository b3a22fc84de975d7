package org.dcd.transforms.theory;

import java.util.Arrays;

/** Operations on small matrices of doubles, row-major. */
public final class Matrices {
    private static final int NORM_ITERATIONS = 1000;

    private Matrices() {}

    static void requireSize(String name, double[] matrix, int rows, int columns) {
        if (matrix.length != Math.multiplyExact(rows, columns)) {
            throw new IllegalArgumentException(
                    name + " must be " + rows + "x" + columns + ", was " + matrix.length + " numbers");
        }
    }

    static double[] identity(int n) {
        double[] identity = new double[n * n];
        for (int i = 0; i < n; i++) {
            identity[i * n + i] = 1;
        }
        return identity;
    }

    /** Transpose [columns, rows] of a [rows, columns]. */
    public static double[] transpose(double[] a, int rows, int columns) {
        double[] out = new double[a.length];
        Arrays.setAll(out, i -> a[i % rows * columns + i / rows]);
        return out;
    }

    /** Product [n, m] of a [n, k] and b [k, m]. */
    public static double[] multiply(double[] a, double[] b, int n, int k, int m) {
        double[] out = new double[n * m];
        for (int i = 0; i < n; i++) {
            for (int l = 0; l < k; l++) {
                for (int j = 0; j < m; j++) {
                    out[i * m + j] += a[i * k + l] * b[l * m + j];
                }
            }
        }
        return out;
    }

    /**
     * Inverse of a symmetric positive definite matrix [n, n], by the algorithm of {@link SymmetricInverse}.
     *
     * @throws ArithmeticException if the matrix is not positive definite
     */
    public static double[] inverse(double[] positive, int n) {
        double[] s = positive.clone();
        for (int k = 0; k < n; k++) {
            double pivot = s[k * n + k];
            if (!(pivot > 0)) {
                throw new ArithmeticException("the matrix is not positive definite: pivot " + k + " is " + pivot);
            }
            double[] row = Arrays.copyOfRange(s, k * n, (k + 1) * n);
            for (int i = 0; i < n; i++) {
                double left = s[i * n + k] - (i == k ? 1 : 0);
                for (int j = 0; j < n; j++) {
                    double right = row[j] + (j == k ? 1 : 0);
                    s[i * n + j] -= left * right / pivot;
                }
            }
        }
        return s;
    }

    /** Largest singular value of a symmetric matrix [n, n], by power iteration. */
    public static double operatorNorm(double[] symmetric, int n) {
        double[] v = new double[n];
        Arrays.setAll(v, i -> 1 + 0.1 * Math.sin(i + 1.0));
        double norm = 0;
        for (int iteration = 0; iteration < NORM_ITERATIONS; iteration++) {
            double[] next = multiply(symmetric, v, n, n, 1);
            double length = Math.sqrt(dot(next, next));
            norm = length / Math.sqrt(dot(v, v));
            if (!(length > 0)) {
                return norm;
            }
            Arrays.setAll(v, i -> next[i] / length);
        }
        return norm;
    }

    /** Dot product of two vectors of equal length. */
    public static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double trace(double[] a, int n) {
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += a[i * n + i];
        }
        return trace;
    }

    static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
