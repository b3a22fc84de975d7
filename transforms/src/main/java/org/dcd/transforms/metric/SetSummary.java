package org.dcd.transforms.metric;

import java.io.IOException;

/**
 * What a metric compares: a summary of a set of images. Each kind has some of these statistics; asking for another is
 * an error of the program.
 */
public interface SetSummary {
    /** Mean and covariance of the features. */
    default Gaussian gaussian() {
        throw new IllegalStateException(getClass().getSimpleName() + " has no mean and covariance");
    }

    /** At most so many vectors of the set, evenly spread over it. */
    default Vectors vectors(int most) throws IOException {
        throw new IllegalStateException(getClass().getSimpleName() + " has no vectors");
    }
}
