package org.dcd.transforms.measurement;

import java.io.Serializable;
import org.dcd.transforms.image.ImageShape;

/** Applies a corruption to batches of images in memory. */
public interface Corruptor extends AutoCloseable {
    /**
     * Computes y = A(x) + σε for n images.
     *
     * @param images [n, c, h, w], row-major, in [-1, 1]
     * @param operatorSeeds seed of the operator parameters of each image
     * @param noiseSeeds seed of the noise of each image
     * @param sigmas σ of each image
     * @return n measurements, row-major, in the operator's measurement shape
     */
    float[] measure(float[] images, long[] operatorSeeds, long[] noiseSeeds, double[] sigmas);

    /**
     * Converts measurements to images, see {@link ForwardOperator#pseudoInverse}.
     *
     * @param measurements n measurements, row-major, in the operator's measurement shape
     * @param operatorSeeds seed of the operator parameters of each measurement
     * @return [n, c, h, w], row-major
     */
    float[] asImages(float[] measurements, long[] operatorSeeds);

    @Override
    void close();

    /** Creates corruptors; serialisable, for workers. */
    @FunctionalInterface
    interface Factory extends Serializable {
        /** Creates a corruptor for images of a shape. The caller closes it. */
        Corruptor of(Corruption corruption, ImageShape shape);
    }
}
