package org.dcd.transforms.features;

import java.util.Optional;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKeyByDefault;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * The penultimate layer of a small convolutional classifier that is trained on the labels in a stage of the experiment:
 * on measurements for proximal distances and selection, on clean images for distances to the clean reference.
 *
 * @param channels channels of the first convolution, a multiple of 16
 * @param dimension number of features
 * @param kimg training length in thousands of images
 * @param batch images per training step
 * @param learningRate initial learning rate of Adam, with cosine decay to 0
 * @param precision precision of matrix products and convolutions during training
 */
@TypeName("classifier")
public record ClassifierFeatures(
        @Default("16") @Range("[16, 1024]") int channels,
        @Default("64") @Range("[2, 4096]") int dimension,
        @Default("60") @Range("(0, 1e9]") double kimg,
        @Default("64") @Range("[1, 65536]") int batch,
        @Default("2e-3") @Range("(0, 1e9]") double learningRate,
        @Default("float32") @NotInKeyByDefault Precision precision)
        implements FeatureExtractor {
    public ClassifierFeatures {
        Ranges.check(ClassifierFeatures.class, channels, dimension, kimg, batch, learningRate);
        if (channels % 16 != 0) {
            throw new IllegalArgumentException("classifier.channels must be a multiple of 16, was " + channels);
        }
    }

    /** A classifier that is trained in float32. */
    public ClassifierFeatures(int channels, int dimension, double kimg, int batch, double learningRate) {
        this(channels, dimension, kimg, batch, learningRate, Precision.FLOAT32);
    }

    @Override
    public FeatureNetwork network(ImageShape shape, int classes) {
        return new ClassifierNetwork(this, shape, classes);
    }

    @Override
    public Optional<LabelTraining> training() {
        return Optional.of(new LabelTraining(kimg, batch, learningRate, precision));
    }
}
