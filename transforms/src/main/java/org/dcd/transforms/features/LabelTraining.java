package org.dcd.transforms.features;

import org.dcd.transforms.registry.Range;

/**
 * Training of a feature network's logits on the labels of a data set.
 *
 * @param kimg length, thousands of images
 * @param batch images per step
 * @param learningRate of Adam, decaying to 0 along a cosine
 */
public record LabelTraining(double kimg, int batch, double learningRate) {
    public LabelTraining {
        Range.positive("kimg", kimg);
        Range.within("batch", batch, 1, 65_536);
        Range.positive("learning-rate", learningRate);
    }
}
