package org.dcd.transforms.metric;

/**
 * Mean and covariance of feature vectors.
 *
 * @param mean μ [d]
 * @param covariance S [d, d], symmetric
 */
@SuppressWarnings("ArrayRecordComponent") // too large to copy; never modified
public record Gaussian(double[] mean, double[] covariance) implements SetSummary {
    public Gaussian {
        FeatureMoments.requireDimension(mean.length);
        if (covariance.length != mean.length * mean.length) {
            throw new IllegalArgumentException(
                    "the covariance of " + mean.length + " features cannot have " + covariance.length + " elements");
        }
    }

    /** d, the number of features. */
    public int dimension() {
        return mean.length;
    }

    @Override
    public Gaussian gaussian() {
        return this;
    }
}
