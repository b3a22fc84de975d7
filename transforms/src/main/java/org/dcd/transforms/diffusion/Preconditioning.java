package org.dcd.transforms.diffusion;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.network.Denoiser;
import org.dcd.transforms.ops.Ops;

/** D_θ(x; σ) = c_skip(σ) x + c_out(σ) F_θ(c_in(σ) x; c_noise(σ)) (Karras et al. 2022, Eq. 7 and Table 1). */
public final class Preconditioning {
    /** Assumed standard deviation of the data. */
    public static final double SIGMA_DATA = 0.5;

    private Preconditioning() {}

    /**
     * @param x [n, c, h, w]
     * @param sigma [n, 1, 1, 1], or [1, 1, 1, 1] for one level for all; positive
     * @return denoised [n, c, h, w]
     */
    public static <T> T denoise(Ops<T> ops, Denoiser network, String prefix, ImageShape shape, T x, T sigma) {
        double data2 = SIGMA_DATA * SIGMA_DATA;
        T total = ops.add(ops.multiply(sigma, sigma), data2);
        T root = ops.sqrt(total);
        T cSkip = ops.divide(ops.constant(new float[] {(float) data2}, 1), total);
        T cOut = ops.multiply(ops.divide(sigma, root), SIGMA_DATA);
        T cNoise = ops.reshape(ops.multiply(ops.log(sigma), 0.25), -1);
        T raw = network.apply(ops, prefix, ops.divide(x, root), cNoise, shape);
        return ops.add(ops.multiply(cSkip, x), ops.multiply(cOut, raw));
    }
}
