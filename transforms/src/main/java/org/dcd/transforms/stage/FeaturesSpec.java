package org.dcd.transforms.stage;

import org.dcd.schemas.Origin;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.features.FeatureExtractor;
import org.dcd.transforms.image.ImageShape;

/**
 * Trains a feature extractor on labels and computes the reference moments: on clean training images (oracle) or on
 * measurements (proximal). Inputs: {@code images}, a dataset or corrupt stage. Files: classifier weights and ONNX,
 * {@link Files#REFERENCE_MOMENTS}.
 *
 * @param origin CLEAN or MEASUREMENT: what it is trained on, checked against every record
 * @param shape of its input
 * @param seed seed of the experiment
 */
public record FeaturesSpec(FeatureExtractor extractor, Origin origin, ImageShape shape, int classes, long seed)
        implements StageSpec {}
