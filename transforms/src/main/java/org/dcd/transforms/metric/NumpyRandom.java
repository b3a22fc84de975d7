package org.dcd.transforms.metric;

import java.util.Arrays;
import org.apache.commons.math3.random.MersenneTwister;

/**
 * The draws of {@code numpy.random.RandomState(seed)}, so that scores of random subsets equal those of tools in Python
 * to the last digits.
 */
final class NumpyRandom {
    private final MersenneTwister random;

    NumpyRandom(int seed) {
        random = new MersenneTwister(seed);
    }

    /** {@code permutation(n)}: from the last element on, each changes places with one before it or stays. */
    int[] permutation(int n) {
        int[] order = new int[n];
        Arrays.setAll(order, i -> i);
        for (int i = n - 1; i > 0; i--) {
            int j = atMost(i);
            int moved = order[i];
            order[i] = order[j];
            order[j] = moved;
        }
        return order;
    }

    /** {@code choice(n, size, replace=False)}. */
    int[] choice(int n, int size) {
        return Arrays.copyOf(permutation(n), size);
    }

    /** Uniform on [0, most], by rejection under the smallest mask of ones that covers it. */
    private int atMost(int most) {
        int mask = -1 >>> Integer.numberOfLeadingZeros(most);
        int value;
        do {
            value = random.nextInt() & mask;
        } while (value > most);
        return value;
    }
}
