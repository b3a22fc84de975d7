package org.dcd.transforms.stage.features;

import org.dcd.schemas.Origin;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.features.FeatureExtractor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.ReferenceFile;
import org.dcd.transforms.metric.ReferenceSource;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKeyByDefault;
import org.dcd.transforms.stage.FileNames;

/**
 * Trains a feature extractor on labels and computes the reference moments: on clean training images (oracle) or on
 * measurements (proximal). Inputs: {@code images}, a dataset or corrupt stage. Files: classifier weights and ONNX,
 * {@link FileNames#REFERENCE_MOMENTS}.
 *
 * @param origin CLEAN or MEASUREMENT: what it is trained on, checked against every record
 * @param shape of its input
 * @param vectors images whose features are kept in a {@link FileNames#VECTORS} table, spread evenly over all; 0 for
 *     none
 * @param reference where the moments come from; measurements are images always
 * @param seed seed of the experiment
 */
public record FeaturesSpec(
        FeatureExtractor extractor,
        Origin origin,
        ImageShape shape,
        int classes,
        @NotInKeyByDefault @Default("0") long vectors,
        @NotInKeyByDefault @Default("{type: images}") ReferenceSource reference,
        long seed)
        implements StageSpec {
    public FeaturesSpec {
        if (origin != Origin.CLEAN && reference instanceof ReferenceFile) {
            throw new IllegalArgumentException("moments of a file are of clean images, not of origin " + origin);
        }
    }
}
