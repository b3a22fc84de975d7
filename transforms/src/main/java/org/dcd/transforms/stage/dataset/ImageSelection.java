package org.dcd.transforms.stage.dataset;

import java.util.BitSet;
import org.apache.commons.rng.UniformRandomProvider;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.random.Seeds;

/**
 * The training images and held-out images of a data set. One permutation drawn from the experiment's seed determines
 * both: its last images are held out, and the first of the others are trained on. So the held-out images do not depend
 * on the subset, and a larger subset contains a smaller one.
 *
 * @param count number of images of the data set
 * @param train ids of the training images
 * @param heldOut ids of the held-out images
 */
public record ImageSelection(long count, BitSet train, BitSet heldOut) {
    /**
     * Draws the selection.
     *
     * @param count number of images of the source
     * @throws BadInputException when no image is left for training
     */
    public static ImageSelection of(DatasetSource source, long count, long seed) {
        if (source.heldOut() >= count) {
            throw new BadInputException(source.location() + ": held-out " + source.heldOut() + " leaves none of its "
                    + Count.of(count, "image") + " for training; lower it");
        }
        int[] permutation = permutation(Math.toIntExact(count), seed);
        int firstHeldOut = permutation.length - source.heldOut();
        BitSet train = ids(permutation, 0, Math.toIntExact(trained(source, count)));
        return new ImageSelection(count, train, ids(permutation, firstHeldOut, permutation.length));
    }

    /**
     * Number of training images: the subset's share of the images that are not held out, rounded to the nearest integer
     * and at least 1 if there are any.
     */
    public static long trained(DatasetSource source, long count) {
        long rest = Math.max(0, count - source.heldOut());
        return Math.min(rest, Math.max(1, Math.round(source.subset() * rest)));
    }

    /** Number of images that are neither trained on nor held out. */
    public long unused() {
        return count - train.cardinality() - heldOut.cardinality();
    }

    private static int[] permutation(int n, long seed) {
        UniformRandomProvider random = Seeds.stream(new Seeds(seed).of("dataset/held-out", 0));
        int[] permutation = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            permutation[i] = permutation[j];
            permutation[j] = i;
        }
        return permutation;
    }

    private static BitSet ids(int[] permutation, int from, int to) {
        BitSet ids = new BitSet(permutation.length);
        for (int i = from; i < to; i++) {
            ids.set(permutation[i]);
        }
        return ids;
    }
}
