package org.dcd.transforms.model;

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
     * @param x [n, c + k, h, w]: c channels of image already scaled by c_in, then k channels of condition
     * @param noiseLabels c_noise(σ) [n] or [1]
     * @param shape [c, h, w] of one image
     * @param conditionChannels k; 0 for a network that sees the image alone
     * @return [n, c, h, w]
     */
    <T> T apply(Ops<T> ops, String prefix, T x, T noiseLabels, ImageShape shape, int conditionChannels);

    /** Numbers that tell the network in training how an image was augmented; 0 when it takes none. */
    default int augmentLabels() {
        return 0;
    }

    /**
     * As {@link #apply}, of augmented images. Without labels, as when sampling, they count as zero: not augmented.
     *
     * @param labels [n, {@link #augmentLabels()}]
     */
    default <T> T applyAugmented(
            Ops<T> ops, String prefix, T x, T noiseLabels, T labels, ImageShape shape, int conditionChannels) {
        throw new IllegalArgumentException(this + " takes no augmentation labels");
    }

    /** Refuses, with the reason, image shapes that the architecture cannot take. */
    void checkShape(ImageShape shape);
}
