package org.dcd.transforms.features;

import java.io.Serializable;

/** What computes the features of Fréchet distances. */
public interface FeatureExtractor extends Serializable {
    /** Number of features d. */
    int dimension();
}
