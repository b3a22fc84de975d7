package org.dcd.transforms.model;

/** A trained denoiser, evaluated on batches in memory. */
@FunctionalInterface
public interface DenoiserModel {
    /**
     * D(x; σ) of n images at one level.
     *
     * @param x n images, row-major
     * @param n number of images
     * @param out receives n denoised images
     */
    void denoise(float[] x, double sigma, int n, float[] out);
}
