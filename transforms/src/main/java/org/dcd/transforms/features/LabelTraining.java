package org.dcd.transforms.features;

import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Settings for training a feature network as a classifier of the labels of a data set.
 *
 * @param kimg training length in thousands of images
 * @param batch images per training step
 * @param learningRate initial learning rate of Adam, with cosine decay to 0
 * @param precision precision of matrix products and convolutions during training
 */
public record LabelTraining(
        @Range("(0, 1e9]") double kimg,
        @Range("[1, 65536]") int batch,
        @Range("(0, 1e9]") double learningRate,
        Precision precision) {
    public LabelTraining {
        Ranges.check(LabelTraining.class, kimg, batch, learningRate);
    }
}
