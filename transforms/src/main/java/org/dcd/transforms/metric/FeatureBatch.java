package org.dcd.transforms.metric;

import java.util.Arrays;

/**
 * Feature vectors of some images.
 *
 * @param n number of images, at least 1
 * @param features [n, d], row-major
 */
public record FeatureBatch(int n, float[] features) implements Contribution {
    public FeatureBatch {
        if (n < 1 || features.length == 0 || features.length % n != 0) {
            throw new IllegalArgumentException(features.length + " values are not the features of " + n + " images");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureBatch batch && n == batch.n && Arrays.equals(features, batch.features);
    }

    @Override
    public int hashCode() {
        return 31 * n + Arrays.hashCode(features);
    }

    /** Their moments. */
    @Override
    public FeatureMoments toStatistic() {
        FeatureMoments moments = new FeatureMoments(dimension());
        moments.add(features, n);
        return moments;
    }

    /** Without moments of their own, which of 2048 features have 34 MB. */
    @Override
    public void addTo(Statistic statistic) {
        ((FeatureMoments) statistic).add(features, n);
    }

    /** These, or their moments where those are fewer numbers. */
    public Contribution compact() {
        return n > FeatureMoments.numbers(dimension()) / dimension() ? toStatistic() : this;
    }

    /** d. */
    public int dimension() {
        return features.length / n;
    }
}
