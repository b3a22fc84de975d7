package org.dcd.transforms.stage.features;

import org.dcd.schemas.Origin;
import org.dcd.transforms.features.FeatureExtractor;
import org.dcd.transforms.features.LabelTraining;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.ReferenceFile;
import org.dcd.transforms.metric.ReferenceSource;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKeyByDefault;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.PrecisionSpec;

/**
 * Trains a feature extractor on labels and computes the moments of a reference set: of clean training images or of
 * measurements. Inputs: {@code images}, a dataset or corrupt stage. Files: weights and ONNX file of the extractor,
 * {@link FileNames#REFERENCE_MOMENTS}.
 *
 * @param origin origin of the training images, CLEAN or MEASUREMENT; checked for every record
 * @param shape shape of its input
 * @param classes number of classes of the labels
 * @param vectors number of images whose features are written to a {@link FileNames#VECTORS} table, evenly spread; 0 for
 *     none
 * @param reference source of the moments; for measurements always images
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
        implements PrecisionSpec {
    public FeaturesSpec {
        if (origin != Origin.CLEAN && reference instanceof ReferenceFile) {
            throw new IllegalArgumentException("moments of a file must be those of clean images, was origin " + origin);
        }
    }

    @Override
    public Precision precision() {
        return extractor.training().map(LabelTraining::precision).orElse(Precision.FLOAT32);
    }
}
