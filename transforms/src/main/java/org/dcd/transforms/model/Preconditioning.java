package org.dcd.transforms.model;

import java.util.List;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;

/**
 * Preconditioning D_θ(x; σ) = c_skip(σ) x + c_out(σ) F_θ(c_in(σ) x; c_noise(σ)) (Karras et al. 2022, Eq. 7 and Table
 * 1). Conditioning, such as a mask, is passed to F_θ as additional channels without scaling.
 *
 * <p>c_out is replaced by σ_data at masked pixels. c_out is chosen so that the target of F_θ has variance 1. At a
 * masked pixel x carries no information at any σ, so this criterion gives σ_data. With c_out, which goes to 0 with σ,
 * F_θ would have to grow as 1/σ to fill in the pixel.
 */
public final class Preconditioning {
    /** Assumed standard deviation of the data. */
    public static final double SIGMA_DATA = 0.5;

    private Preconditioning() {}

    /**
     * Evaluates D_θ(x; σ).
     *
     * @param network architecture of F_θ
     * @param prefix prefix of parameter names
     * @param shape [c, h, w] of one image
     * @param x images [n, c, h, w]
     * @param sigma positive, [n, 1, 1, 1], or [1, 1, 1, 1] for a common σ
     * @param condition conditioning of the network
     * @return denoised images [n, c, h, w]
     */
    public static <T> T denoise(
            Ops<T> ops, Denoiser network, String prefix, ImageShape shape, T x, T sigma, Condition<T> condition) {
        return denoise(ops, network, prefix, shape, x, sigma, condition, null);
    }

    /**
     * Evaluates D_θ for augmented images, see {@link #denoise(Ops, Denoiser, String, ImageShape, Object, Object,
     * Condition)}.
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
        T raw = ops.backbone(() -> augmentLabels == null
                ? network.apply(ops, prefix, input, cNoise, shape, k)
                : network.applyAugmented(ops, prefix, input, cNoise, augmentLabels, shape, k));
        T scale = condition.seen() == null ? cOut : where(ops, condition.seen(), cOut, SIGMA_DATA);
        return ops.add(ops.multiply(cSkip, x), ops.multiply(scale, raw));
    }

    /** Returns {@code first} where {@code seen} is 1 and {@code second} where it is 0. */
    public static <T> T where(Ops<T> ops, T seen, T first, double second) {
        T masked = ops.multiply(ops.add(ops.multiply(seen, -1), 1), second);
        return ops.add(ops.multiply(seen, first), masked);
    }
}
