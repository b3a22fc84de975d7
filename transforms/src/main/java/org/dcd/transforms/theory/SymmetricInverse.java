package org.dcd.transforms.theory;

import org.dcd.transforms.ops.Ops;

/** Inverse of small symmetric positive definite matrices as a differentiable expression. */
public final class SymmetricInverse {
    private SymmetricInverse() {}

    /**
     * Inverts matrices by Gauss-Jordan elimination without pivoting. Step k is S ← S - (S e_k - e_k)(e_kᵀ S + e_kᵀ) /
     * S_kk.
     *
     * @param s n symmetric positive definite matrices [n, m, m]
     * @param m side of a matrix
     * @return their inverses [n, m, m]
     */
    public static <T> T of(Ops<T> ops, T s, int m) {
        T inverse = s;
        for (int k = 0; k < m; k++) {
            float[] unit = new float[m];
            unit[k] = 1;
            T row = ops.narrow(inverse, 1, k, 1);
            T column = ops.narrow(inverse, 2, k, 1);
            T pivot = ops.narrow(row, 2, k, 1);
            T left = ops.subtract(column, ops.constant(unit, 1, m, 1));
            T right = ops.add(row, ops.constant(unit, 1, 1, m));
            inverse = ops.subtract(inverse, ops.divide(ops.multiply(left, right), pivot));
        }
        return inverse;
    }
}
