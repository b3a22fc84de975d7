package org.dcd.transforms.train;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.dcd.transforms.random.Seeds;

/**
 * The random numbers of a training as functions of the number of the step. A resumed training draws the same numbers as
 * an uninterrupted one.
 *
 * @param seeds seeds of the training and its attempt
 */
public record StepRandom(Seeds seeds) {
    /** n standard normal numbers for a purpose in a step. */
    public float[] normal(String purpose, long step, int n) {
        return Seeds.normal(seeds.of(purpose, step), n);
    }

    /** n noise levels exp(N(mean, std²)), one per image. */
    public float[] levels(String purpose, long step, int n, SigmaDistribution distribution) {
        float[] levels = normal(purpose, step, n);
        for (int i = 0; i < n; i++) {
            levels[i] = (float) Math.exp(distribution.mean() + distribution.std() * levels[i]);
        }
        return levels;
    }

    /** n uniform numbers in [0, 1). */
    public double[] uniform(String purpose, long step, int n) {
        UniformRandomProvider random = Seeds.stream(seeds.of(purpose, step));
        double[] values = new double[n];
        Arrays.setAll(values, i -> random.nextDouble());
        return values;
    }

    /** The seed for a purpose in a step. */
    public long seed(String purpose, long step) {
        return seeds.of(purpose, step);
    }
}
