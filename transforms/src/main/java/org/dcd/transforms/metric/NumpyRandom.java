package org.dcd.transforms.metric;

import java.util.Arrays;
import org.apache.commons.math3.random.MersenneTwister;

/**
 * The draws of {@code numpy.random.RandomState(seed)}, so that scores of random subsets equal those of Python tools to
 * the last digits.
 */
final class NumpyRandom {
    private final MersenneTwister random;

    NumpyRandom(int seed) {
        random = new MersenneTwister(seed);
    }

    /** {@code permutation(n)}: a Fisher-Yates shuffle from the last element on. */
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

    /** Uniform on [0, most], by masked rejection. */
    private int atMost(int most) {
        int mask = -1 >>> Integer.numberOfLeadingZeros(most);
        int value;
        do {
            value = random.nextInt() & mask;
        } while (value > most);
        return value;
    }
}
