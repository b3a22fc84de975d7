package org.dcd.transforms.measurement;

/** Applies a corruption to batches of images in memory. */
public interface Corruptor extends AutoCloseable {
    /**
     * y = A(x) + sigma * eps of each image.
     *
     * @param images n images, [n, c, h, w] row-major in [-1, 1]
     * @param operatorSeeds seed of the operator's parameters of each image
     * @param noiseSeeds seed of the noise of each image
     * @param sigmas noise standard deviation of each image
     * @return n measurements, row-major in the operator's measurement shape
     */
    float[] measure(float[] images, long[] operatorSeeds, long[] noiseSeeds, double[] sigmas);

    /**
     * Measurements as images: A†y of each, or the nearest to it.
     *
     * @param measurements n, row-major in the operator's measurement shape
     * @param operatorSeeds seed of the operator's parameters of each
     * @return n images, [n, c, h, w] row-major
     */
    float[] asImages(float[] measurements, long[] operatorSeeds);

    @Override
    void close();
}
