package org.dcd.transforms.metric;

import org.netlib.util.intW;

/** Eigenvalues of symmetric matrices and singular values, by LAPACK. */
final class Spectra {
    private Spectra() {}

    /** Ascending eigenvalues of a symmetric matrix [d, d], which is overwritten. */
    static double[] eigenvalues(double[] symmetric, int d) {
        return decompose("N", symmetric, d);
    }

    /**
     * Ascending eigenvalues of a symmetric matrix, which is overwritten: with the eigenvectors as columns for job V.
     */
    static double[] decompose(String job, double[] matrix, int d) {
        double[] values = new double[d];
        intW info = new intW(0);
        double[] work = new double[1];
        int[] integerWork = new int[1];
        Netlib.LAPACK.dsyevd(job, "L", d, matrix, d, values, work, -1, integerWork, -1, info);
        int size = (int) work[0];
        int integerSize = integerWork[0];
        Netlib.LAPACK.dsyevd(
                job, "L", d, matrix, d, values, new double[size], size, new int[integerSize], integerSize, info);
        requireConverged(info, "eigenvalues", d, d, "dsyevd");
        return values;
    }

    /** Singular values of a column-major matrix [rows, columns], which is overwritten. */
    static double[] singularValues(double[] matrix, int rows, int columns) {
        int least = Math.min(rows, columns);
        double[] values = new double[least];
        double[] none = new double[1];
        intW info = new intW(0);
        double[] work = new double[1];
        int[] integerWork = new int[8 * least];
        Netlib.LAPACK.dgesdd("N", rows, columns, matrix, rows, values, none, 1, none, 1, work, -1, integerWork, info);
        int size = (int) work[0];
        Netlib.LAPACK.dgesdd(
                "N", rows, columns, matrix, rows, values, none, 1, none, 1, new double[size], size, integerWork, info);
        requireConverged(info, "singular values", rows, columns, "dgesdd");
        return values;
    }

    private static void requireConverged(intW info, String what, int rows, int columns, String routine) {
        if (info.val != 0) {
            throw new ArithmeticException("the " + what + " of a " + rows + "x" + columns
                    + " matrix do not converge: LAPACK " + routine + " returned " + info.val);
        }
    }
}
