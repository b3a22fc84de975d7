package org.dcd.transforms.metric;

/**
 * The inputs of metrics for some consecutive images of a set.
 *
 * @param first position of the first image in the set, from 0
 * @param n number of images, at least 1
 * @param vectors [n, d], row-major: features; values of images for {@link MetricInput#CLEAN_VALUES} and
 *     {@link MetricInput#PAIRS}; distances [n, 1] of pairs for learned metrics
 * @param logits [n, classes] of a classifier; empty unless a metric needs them
 * @param partners [n, d] reference image of each image for pairs; empty otherwise
 */
@SuppressWarnings("ArrayRecordComponent") // too large to copy; never modified
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

    /** A batch of vectors only. */
    public static FeatureBatch of(long first, int n, float[] vectors) {
        return new FeatureBatch(first, n, vectors, NONE, NONE);
    }

    /** A batch of features with logits. */
    public static FeatureBatch classified(long first, int n, float[] vectors, float[] logits) {
        return new FeatureBatch(first, n, vectors, logits, NONE);
    }

    /** A batch of images and their reference images. */
    public static FeatureBatch pairs(long first, int n, float[] images, float[] partners) {
        return new FeatureBatch(first, n, images, NONE, partners);
    }

    /** d, the length of a vector. */
    public int dimension() {
        return vectors.length / n;
    }
}
