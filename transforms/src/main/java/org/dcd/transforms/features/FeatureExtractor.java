package org.dcd.transforms.features;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.image.ImageShape;

/** Computes features of images, which metrics such as the Fréchet distance compare: an open family. */
public interface FeatureExtractor extends Serializable {
    /**
     * Returns the network that computes the features.
     *
     * @param shape [c, h, w] of its input, images or measurements
     * @param classes number of label classes; 0 without labels
     */
    FeatureNetwork network(ImageShape shape, int classes);

    /** Training of the network on labels; empty if it is not trained. */
    default Optional<LabelTraining> training() {
        return Optional.empty();
    }

    /** Pretrained weights by parameter name; empty if there are none. */
    default Map<String, Tensor> pretrained() throws IOException {
        return Map.of();
    }

    /**
     * Checks that pretrained weights match the network.
     *
     * @throws org.dcd.schemas.BadInputException with file and remedy, if they do not
     */
    default void check() {}

    /** Name of the convention for resizing images; {@link FeatureNetwork#NO_RESIZE} if they are not resized. */
    default String conventionId() {
        return FeatureNetwork.NO_RESIZE;
    }

    /** SHA-256 of the pretrained weights, part of the score protocol; if empty, the hash of the ONNX file is used. */
    default Optional<String> weightsSha256() {
        return Optional.empty();
    }
}
