package org.dcd.transforms.metric;

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
        double[] products = new double[n * n];
        double within = (sum(x, x, n, d, products) - diagonal(products, n, d)) / pairs;
        within += (sum(y, y, n, d, products) - diagonal(products, n, d)) / pairs;
        return within - 2 * sum(x, y, n, d, products) / ((double) n * n);
    }

    /** Σ_{ij} k(x_i, y_j); the products xᵀy [n, n] are left for the diagonal. */
    private static double sum(double[] x, double[] y, int n, int d, double[] products) {
        Netlib.BLAS.dgemm("T", "N", n, n, d, 1, x, d, y, d, 0, products, n);
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
