package org.dcd.transforms.model;

import java.io.Serializable;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;

/**
 * The architecture of a backbone F_θ. {@link Preconditioning} turns it into a denoiser D_θ (Karras et al. 2022, Eq. 7).
 */
public interface Denoiser extends Serializable {
    /**
     * Evaluates F_θ(x; c_noise).
     *
     * @param prefix prefix of parameter names, such as {@code model.}
     * @param x [n, c + k, h, w]: c image channels, already scaled by c_in, then k conditioning channels
     * @param noiseLabels c_noise(σ), [n] or [1]
     * @param shape [c, h, w] of one image
     * @param conditionChannels k; 0 for a network without conditioning
     * @return [n, c, h, w]
     */
    <T> T apply(Ops<T> ops, String prefix, T x, T noiseLabels, ImageShape shape, int conditionChannels);

    /** Length of the augmentation labels of an image, an input during training; 0 if the network takes none. */
    default int augmentLabels() {
        return 0;
    }

    /**
     * Evaluates F_θ for augmented images. {@link #apply} is equivalent to labels of zero: no augmentation.
     *
     * @param labels augmentation labels [n, {@link #augmentLabels()}]; other parameters as in {@link #apply}
     */
    default <T> T applyAugmented(
            Ops<T> ops, String prefix, T x, T noiseLabels, T labels, ImageShape shape, int conditionChannels) {
        throw new IllegalArgumentException(this + " takes no augmentation labels");
    }

    /**
     * Checks that the architecture accepts images of a shape.
     *
     * @throws IllegalArgumentException with the reason, if it does not
     */
    void checkShape(ImageShape shape);
}
