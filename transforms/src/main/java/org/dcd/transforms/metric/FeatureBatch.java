package org.dcd.transforms.metric;

/**
 * What the metrics of a view see of some consecutive images of a set.
 *
 * @param first position of the first image in the set, from 0
 * @param n number of images, at least 1
 * @param vectors [n, d], row-major: features; the values of the images for views of values and pairs; [n, 1] distances
 *     of pairs for learned metrics
 * @param logits [n, classes] of a classifier; empty unless a metric needs them
 * @param partners [n, d] for pairs: what each image should be; empty otherwise
 */
@SuppressWarnings("ArrayRecordComponent") // too large to copy; nobody writes to them
public record FeatureBatch(long first, int n, float[] vectors, float[] logits, float[] partners) {
    private static final float[] NONE = {};

    public FeatureBatch {
        if (n < 1 || vectors.length == 0 || vectors.length % n != 0 || logits.length % n != 0) {
            throw new IllegalArgumentException(
                    vectors.length + " values and " + logits.length + " logits are not those of " + n + " images");
        }
        if (partners.length > 0 && partners.length != vectors.length) {
            throw new IllegalArgumentException(
                    vectors.length + " values of images cannot be compared with " + partners.length);
        }
    }

    /** Of vectors alone. */
    public static FeatureBatch of(long first, int n, float[] vectors) {
        return new FeatureBatch(first, n, vectors, NONE, NONE);
    }

    /** With logits. */
    public static FeatureBatch classified(long first, int n, float[] vectors, float[] logits) {
        return new FeatureBatch(first, n, vectors, logits, NONE);
    }

    /** Of images and what they should be. */
    public static FeatureBatch pairs(long first, int n, float[] images, float[] partners) {
        return new FeatureBatch(first, n, images, NONE, partners);
    }

    /** d. */
    public int dimension() {
        return vectors.length / n;
    }
}
