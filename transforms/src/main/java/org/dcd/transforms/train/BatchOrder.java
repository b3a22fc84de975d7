package org.dcd.transforms.train;

import org.apache.commons.rng.sampling.PermutationSampler;
import org.dcd.transforms.random.Seeds;

/**
 * The images of each step. Every epoch has a new permutation; a batch may span the end of one epoch and the beginning
 * of the next.
 */
public final class BatchOrder {
    private final Seeds seeds;
    private final int images;
    private final int batch;
    private long epoch = -1;
    private int[] permutation;

    /**
     * @param images number of images
     * @param batch images per step
     */
    public BatchOrder(Seeds seeds, int images, int batch) {
        if (images < 1) {
            throw new IllegalArgumentException("there are no images to train on");
        }
        this.seeds = seeds;
        this.images = images;
        this.batch = batch;
    }

    /** The seeds of the permutations. */
    public Seeds seeds() {
        return seeds;
    }

    /**
     * Indices of the images of a step.
     *
     * @param step number of the step, from 1
     */
    public int[] indices(long step) {
        int[] indices = new int[batch];
        long first = (step - 1) * batch;
        for (int i = 0; i < batch; i++) {
            indices[i] = permutation((first + i) / images)[(int) ((first + i) % images)];
        }
        return indices;
    }

    private int[] permutation(long wanted) {
        if (wanted != epoch) {
            epoch = wanted;
            permutation = PermutationSampler.natural(images);
            PermutationSampler.shuffle(Seeds.stream(seeds.of("epoch", wanted)), permutation);
        }
        return permutation;
    }
}
