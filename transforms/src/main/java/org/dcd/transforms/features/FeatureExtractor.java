package org.dcd.transforms.features;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.files.safetensors.Tensor;
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

    /** Weights that it brings, by parameter; none for one that has none or is trained here. */
    default Map<String, Tensor> pretrained() throws IOException {
        return Map.of();
    }

    /** Refuses, with file and remedy, weights that are not those of its network. */
    default void check() {}

    /** Name of the convention by which images are brought to it; none where it takes them as they are. */
    default String conventionId() {
        return FeatureNetwork.NO_RESIZE;
    }

    /** Hash of the file that the weights come from, by which scores of it are compared; empty for the ONNX file's. */
    default Optional<String> weightsSha256() {
        return Optional.empty();
    }
}
