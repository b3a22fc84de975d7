package org.dcd.transforms.features;

import java.io.Serializable;
import java.util.Optional;
import org.dcd.transforms.image.ImageShape;

/** What computes the features of Fréchet distances. */
public interface FeatureExtractor extends Serializable {
    /**
     * The network that computes them.
     *
     * @param shape of its input, images or measurements
     * @param classes of the labels; 0 when there are none
     */
    FeatureNetwork network(ImageShape shape, int classes);

    /** How the network is trained on labels; empty for one that is used as it is. */
    default Optional<LabelTraining> training() {
        return Optional.empty();
    }
}
