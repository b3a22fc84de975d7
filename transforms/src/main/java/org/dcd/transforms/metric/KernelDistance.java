package org.dcd.transforms.metric;

import org.dcd.transforms.ops.torch.LinearAlgebra;

/** The unbiased estimate of MMD² with the kernel k(x, y) = (xᵀy/d + 1)³ (Gretton et al. 2012, Eq. 3). */
final class KernelDistance {
    private KernelDistance() {}

    /**
     * Σ_{i≠j} k(x_i, x_j)/(n(n-1)) + Σ_{i≠j} k(y_i, y_j)/(n(n-1)) - 2 Σ_{ij} k(x_i, y_j)/n².
     *
     * @param x [n, d], row-major
     * @param y [n, d], row-major
     */
    static double unbiased(double[] x, double[] y, int n, int d) {
        double pairs = (double) n * (n - 1);
        double within = (within(x, n, d) + within(y, n, d)) / pairs;
        return within - 2 * sum(LinearAlgebra.products(x, y, d), d) / ((double) n * n);
    }

    /** Σ_{i≠j} k(x_i, x_j). */
    private static double within(double[] x, int n, int d) {
        double[] products = LinearAlgebra.products(x, x, d);
        return sum(products, d) - diagonal(products, n, d);
    }

    /** Σ_{ij} k(x_i, y_j) of the products xᵀy [n, n]. */
    private static double sum(double[] products, int d) {
        double sum = 0;
        for (double product : products) {
            sum += kernel(product, d);
        }
        return sum;
    }

    private static double diagonal(double[] products, int n, int d) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += kernel(products[i * n + i], d);
        }
        return sum;
    }

    private static double kernel(double product, int d) {
        double root = product / d + 1;
        return root * root * root;
    }
}
