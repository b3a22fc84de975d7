package org.dcd.transforms.features;

import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.settings.Range;

/**
 * The penultimate layer of a small convolutional classifier which the graph itself trains on the labels: on
 * measurements for proximal distances and selection, on clean data for oracle distances.
 *
 * @param channels of the first convolution, a multiple of 16
 * @param dimension number of features
 * @param kimg length of training, thousands of images
 * @param batch images per step
 * @param learningRate of Adam, decaying to 0 along a cosine
 */
@TypeName("classifier")
public record ClassifierFeatures(
        @Default("16") int channels,
        @Default("64") int dimension,
        @Default("60") double kimg,
        @Default("64") int batch,
        @Default("2e-3") double learningRate)
        implements FeatureExtractor {
    public ClassifierFeatures {
        Range.within("classifier.channels", channels, 16, 1024);
        if (channels % 16 != 0) {
            throw new IllegalArgumentException("classifier.channels must be a multiple of 16, was " + channels);
        }
        Range.within("classifier.dimension", dimension, 2, 4096);
        Range.positive("classifier.kimg", kimg);
        Range.within("classifier.batch", batch, 1, 65_536);
        Range.positive("classifier.learning-rate", learningRate);
    }
}
