package org.dcd.transforms.theory;

import org.dcd.transforms.ops.Ops;

/** Inverses of small positive definite matrices as differentiable expressions. */
public final class SymmetricInverse {
    private SymmetricInverse() {}

    /**
     * Gauss and Jordan's elimination without pivoting, a step for each row k: S ← S - (S e_k - e_k)(e_kᵀ S + e_kᵀ) /
     * S_kk.
     *
     * @param s [n, m, m] positive definite
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
