package org.dcd.transforms.features;

import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Training of a feature network's logits on the labels of a data set.
 *
 * @param kimg length, thousands of images
 * @param batch images per step
 * @param learningRate of Adam, decaying to 0 along a cosine
 */
public record LabelTraining(
        @Range("(0, 1e9]") double kimg, @Range("[1, 65536]") int batch, @Range("(0, 1e9]") double learningRate) {
    public LabelTraining {
        Ranges.check(LabelTraining.class, kimg, batch, learningRate);
    }
}
