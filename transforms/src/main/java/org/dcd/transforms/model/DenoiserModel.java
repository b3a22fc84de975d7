package org.dcd.transforms.model;

/** A trained denoiser, evaluated on batches in memory. */
@FunctionalInterface
public interface DenoiserModel {
    /**
     * Evaluates D(x; σ) for n images.
     *
     * @param x n images, row-major
     * @param sigma σ of all images
     * @param n number of images
     * @param out receives n denoised images, row-major
     */
    void denoise(float[] x, double sigma, int n, float[] out);
}
