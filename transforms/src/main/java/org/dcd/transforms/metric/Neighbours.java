package org.dcd.transforms.metric;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.dcd.schemas.Count;
import org.dcd.transforms.ops.torch.LinearAlgebra;

/** Squared Euclidean distances between two sets of vectors in float64, computed in blocks. */
final class Neighbours {
    private static final int BLOCK = 256;

    private Neighbours() {}

    /** @throws IllegalArgumentException for a set without a k-th neighbour */
    static void requireEnough(String metric, int k, long images) {
        if (images <= k) {
            throw new IllegalArgumentException(metric + ".neighbours must be less than the number of images, "
                    + Count.of(images) + ", was " + k + "; lower it or score more images");
        }
    }

    /** Squared distance of every vector to its k-th nearest other vector of the set. */
    static double[] squaredRadii(Vectors set, int k) {
        double[] radii = new double[set.n()];
        // Each vector is its own nearest one, at 0.
        rows(set, set, (i, distances) -> {
            distances[i] = 0;
            radii[i] = smallest(distances, k + 1);
        });
        return radii;
    }

    /**
     * Passes on the squared distances of each vector of the first set to all vectors of the second set, in order.
     *
     * @param use takes the index of the vector and its distances, which it may modify
     */
    static void rows(Vectors of, Vectors to, BiConsumer<Integer, double[]> use) {
        of.requireSameLength(to);
        int d = of.d();
        int m = to.n();
        double[] normsTo = norms(to);
        for (int from = 0; from < of.n(); from += BLOCK) {
            int n = Math.min(BLOCK, of.n() - from);
            double[] x = of.doubles(from, from + n);
            double[][] distances = new double[n][m];
            IntStream.range(0, (m + BLOCK - 1) / BLOCK).parallel().forEach(block -> {
                int first = block * BLOCK;
                int columns = Math.min(BLOCK, m - first);
                double[] y = to.doubles(first, first + columns);
                double[] products = LinearAlgebra.products(x, y, d);
                for (int i = 0; i < n; i++) {
                    double norm = norm(x, i, d);
                    for (int j = 0; j < columns; j++) {
                        double squared = norm + normsTo[first + j] - 2 * products[i * columns + j];
                        distances[i][first + j] = Math.max(0, squared);
                    }
                }
            });
            for (int i = 0; i < n; i++) {
                use.accept(from + i, distances[i]);
            }
        }
    }

    private static double[] norms(Vectors set) {
        double[] norms = new double[set.n()];
        for (int i = 0; i < norms.length; i++) {
            norms[i] = norm(set.doubles(i, i + 1), 0, set.d());
        }
        return norms;
    }

    private static double norm(double[] x, int row, int d) {
        double sum = 0;
        for (int k = 0; k < d; k++) {
            sum += x[row * d + k] * x[row * d + k];
        }
        return sum;
    }

    /** The k-th smallest, k from 1. */
    private static double smallest(double[] values, int k) {
        double[] least = Arrays.copyOf(values, k);
        Arrays.sort(least);
        for (int i = k; i < values.length; i++) {
            if (values[i] < least[k - 1]) {
                int at = k - 1;
                while (at > 0 && least[at - 1] > values[i]) {
                    least[at] = least[at - 1];
                    at--;
                }
                least[at] = values[i];
            }
        }
        return least[k - 1];
    }
}
