package org.dcd.transforms.network;

import java.io.Serializable;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;

/**
 * The architecture of a raw network F_θ of paper and EDM; preconditioning makes it a denoiser D_θ (Karras et al. 2022,
 * Eq. 7).
 */
public interface Denoiser extends Serializable {
    /**
     * F_θ(x; c_noise).
     *
     * @param prefix prepended to parameter names, such as {@code model.}
     * @param x [n, c, h, w], already scaled by c_in
     * @param noiseLabels c_noise(σ) [n] or [1]
     * @return [n, c, h, w]
     */
    <T> T apply(Ops<T> ops, String prefix, T x, T noiseLabels, ImageShape shape);

    /** Refuses, with the reason, image shapes that the architecture cannot take. */
    void checkShape(ImageShape shape);
}
