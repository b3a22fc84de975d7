package org.dcd.transforms.model;

import java.util.List;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;

/**
 * D_θ(x; σ) = c_skip(σ) x + c_out(σ) F_θ(c_in(σ) x; c_noise(σ)) (Karras et al. 2022, Eq. 7 and Table 1). A condition,
 * such as a mask, goes to F_θ as further channels, as it is.
 *
 * <p>Where a pixel is hidden, x tells nothing of it at any level, and the same reasoning that gives c_out (that the
 * target of F_θ has variance 1) gives σ_data: c_out goes to 0 with σ, so that F_θ would have to grow as 1/σ to fill in.
 */
public final class Preconditioning {
    /** Assumed standard deviation of the data. */
    public static final double SIGMA_DATA = 0.5;

    private Preconditioning() {}

    /**
     * @param x [n, c, h, w]
     * @param sigma [n, 1, 1, 1], or [1, 1, 1, 1] for one level for all; positive
     * @return denoised [n, c, h, w]
     */
    public static <T> T denoise(
            Ops<T> ops, Denoiser network, String prefix, ImageShape shape, T x, T sigma, Condition<T> condition) {
        return denoise(ops, network, prefix, shape, x, sigma, condition, null);
    }

    /**
     * As {@link #denoise(Ops, Denoiser, String, ImageShape, Object, Object, Condition)}, of augmented images.
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
            Condition<T> condition,
            T augmentLabels) {
        double data2 = SIGMA_DATA * SIGMA_DATA;
        int k = condition.channels();
        T total = ops.add(ops.multiply(sigma, sigma), data2);
        T root = ops.sqrt(total);
        T cSkip = ops.divide(ops.constant(new float[] {(float) data2}, 1), total);
        T cOut = ops.multiply(ops.divide(sigma, root), SIGMA_DATA);
        T cNoise = ops.reshape(ops.multiply(ops.log(sigma), 0.25), -1);
        T scaled = ops.divide(x, root);
        T input = k == 0 ? scaled : ops.concat(1, List.of(scaled, condition.value()));
        T raw = augmentLabels == null
                ? network.apply(ops, prefix, input, cNoise, shape, k)
                : network.applyAugmented(ops, prefix, input, cNoise, augmentLabels, shape, k);
        T scale = condition.seen() == null ? cOut : where(ops, condition.seen(), cOut, SIGMA_DATA);
        return ops.add(ops.multiply(cSkip, x), ops.multiply(scale, raw));
    }

    /** The first where seen is 1, the second where it is 0. */
    public static <T> T where(Ops<T> ops, T seen, T first, double second) {
        T hidden = ops.multiply(ops.add(ops.multiply(seen, -1), 1), second);
        return ops.add(ops.multiply(seen, first), hidden);
    }
}
