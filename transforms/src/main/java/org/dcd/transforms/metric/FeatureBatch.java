package org.dcd.transforms.metric;

import java.io.Serializable;

/**
 * Feature vectors of some images.
 *
 * @param n number of images, at least 1
 * @param features [n, d], row-major
 */
public record FeatureBatch(int n, float[] features) implements Serializable {
    public FeatureBatch {
        if (n < 1 || features.length == 0 || features.length % n != 0) {
            throw new IllegalArgumentException(features.length + " values are not the features of " + n + " images");
        }
    }

    /** d. */
    public int dimension() {
        return features.length / n;
    }
}
