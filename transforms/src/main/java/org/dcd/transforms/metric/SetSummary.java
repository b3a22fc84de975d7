package org.dcd.transforms.metric;

import java.io.IOException;

/**
 * Statistics of a set of images, which metrics compare. Each implementation has some of them; the others throw
 * {@link IllegalStateException}.
 */
public interface SetSummary {
    /** Mean and covariance of the features. */
    default Gaussian gaussian() {
        throw new IllegalStateException(getClass().getSimpleName() + " has no mean and covariance");
    }

    /**
     * Vectors of the set, evenly spread over it.
     *
     * @param most greatest number of vectors
     */
    default Vectors vectors(int most) throws IOException {
        throw new IllegalStateException(getClass().getSimpleName() + " has no vectors");
    }
}
