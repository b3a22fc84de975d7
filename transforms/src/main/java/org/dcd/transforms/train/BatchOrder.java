package org.dcd.transforms.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.dcd.transforms.random.Seeds;

/**
 * The images of each step. Every epoch has a new permutation; a batch may span the end of one epoch and the beginning
 * of the next. Thread-safe.
 */
public final class BatchOrder {
    /**
     * Batches that are prepared at the same time lie in one epoch or in two consecutive ones, unless these are short.
     */
    private static final int MOST_PERMUTATIONS = 2;

    private final int images;
    private final int batch;
    /** The permutations used last, 4 bytes per image each. */
    private final Map<Epoch, int[]> permutations = new LinkedHashMap<>(8, 0.75f, true);

    private record Epoch(Seeds seeds, long number) {}

    /**
     * @param images number of images
     * @param batch images per step
     */
    public BatchOrder(int images, int batch) {
        if (images < 1) {
            throw new IllegalArgumentException("there are no images to train on");
        }
        this.images = images;
        this.batch = batch;
    }

    /**
     * Indices of the images of a step.
     *
     * @param seeds seeds of the permutations
     * @param step number of the step, from 1
     */
    public int[] indices(Seeds seeds, long step) {
        int[] indices = new int[batch];
        long first = (step - 1) * batch;
        for (int i = 0; i < batch; ) {
            int from = (int) ((first + i) % images);
            int n = Math.min(batch - i, images - from);
            int[] permutation = permutation(new Epoch(seeds, (first + i) / images));
            System.arraycopy(permutation, from, indices, i, n);
            i += n;
        }
        return indices;
    }

    private synchronized int[] permutation(Epoch epoch) {
        int[] known = permutations.get(epoch);
        if (known != null) {
            return known;
        }
        int[] permutation = PermutationSampler.natural(images);
        PermutationSampler.shuffle(Seeds.stream(epoch.seeds().of("epoch", epoch.number())), permutation);
        if (permutations.size() == MOST_PERMUTATIONS) {
            permutations.remove(permutations.keySet().iterator().next());
        }
        permutations.put(epoch, permutation);
        return permutation;
    }
}
