package org.dcd.transforms.diffusion;

import java.util.List;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.network.Denoiser;
import org.dcd.transforms.ops.Ops;

/**
 * D_θ(x; σ) = c_skip(σ) x + c_out(σ) F_θ(c_in(σ) x; c_noise(σ)) (Karras et al. 2022, Eq. 7 and Table 1). A condition,
 * such as a mask, goes to F_θ as further channels, as it is.
 */
public final class Preconditioning {
    /** Assumed standard deviation of the data. */
    public static final double SIGMA_DATA = 0.5;

    private Preconditioning() {}

    /**
     * @param x [n, c, h, w]
     * @param sigma [n, 1, 1, 1], or [1, 1, 1, 1] for one level for all; positive
     * @param condition [n, k, h, w]; null for a network that sees the image alone
     * @param conditionChannels k; 0 without condition
     * @return denoised [n, c, h, w]
     */
    public static <T> T denoise(
            Ops<T> ops,
            Denoiser network,
            String prefix,
            ImageShape shape,
            T x,
            T sigma,
            T condition,
            int conditionChannels) {
        return denoise(ops, network, prefix, shape, x, sigma, condition, conditionChannels, null);
    }

    /**
     * As {@link #denoise(Ops, Denoiser, String, ImageShape, Object, Object, Object, int)}, of augmented images.
     *
     * @param augmentLabels [n, {@link Denoiser#augmentLabels()}]; null for none
     */
    public static <T> T denoise(
            Ops<T> ops,
            Denoiser network,
            String prefix,
            ImageShape shape,
            T x,
            T sigma,
            T condition,
            int conditionChannels,
            T augmentLabels) {
        double data2 = SIGMA_DATA * SIGMA_DATA;
        T total = ops.add(ops.multiply(sigma, sigma), data2);
        T root = ops.sqrt(total);
        T cSkip = ops.divide(ops.constant(new float[] {(float) data2}, 1), total);
        T cOut = ops.multiply(ops.divide(sigma, root), SIGMA_DATA);
        T cNoise = ops.reshape(ops.multiply(ops.log(sigma), 0.25), -1);
        T scaled = ops.divide(x, root);
        T input = conditionChannels == 0 ? scaled : ops.concat(1, List.of(scaled, condition));
        T raw = augmentLabels == null
                ? network.apply(ops, prefix, input, cNoise, shape, conditionChannels)
                : network.applyAugmented(ops, prefix, input, cNoise, augmentLabels, shape, conditionChannels);
        return ops.add(ops.multiply(cSkip, x), ops.multiply(cOut, raw));
    }
}
