package org.dcd.transforms.theory;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.model.Preconditioning;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.TypeName;

/**
 * The exact denoiser of centred Gaussian data N(0, C), D(x; σ) = C (C + σ²I)⁻¹ x = x - σ² (C + σ²I)⁻¹ x, with trainable
 * C = LLᵀ. With it a teacher can satisfy the theory's assumption of a perfect score (paper, Assumptions 4 and 6). The
 * network returns F = (D - c_skip x) / c_out, so that preconditioning restores D.
 */
@TypeName("gaussian")
public record GaussianDenoiser() implements Denoiser {
    private static final int MAX_VALUES = 256;

    @Override
    public <T> T apply(Ops<T> ops, String prefix, T x, T noiseLabels, ImageShape shape, int conditionChannels) {
        int d = shape.size();
        double data2 = Preconditioning.SIGMA_DATA * Preconditioning.SIGMA_DATA;
        // Inverts c_noise = ln(σ)/4 and c_in = 1/√(σ² + σ_data²).
        T variance = ops.reshape(ops.exp(ops.multiply(noiseLabels, 8)), -1, 1, 1);
        T total = ops.add(variance, data2);
        T root = ops.sqrt(total);
        T noisy = ops.multiply(ops.reshape(x, 0, 1, d), root);
        T factor = ops.parameter(prefix + "l", Init.XAVIER, d, d);
        T c = ops.matmul(factor, ops.transpose(factor, 1, 0));
        float[] identity = new float[d * d];
        for (int i = 0; i < d; i++) {
            identity[i * d + i] = 1;
        }
        T noise = ops.multiply(ops.constant(identity, 1, d, d), variance);
        T inverse = SymmetricInverse.of(ops, ops.add(ops.reshape(c, 1, d, d), noise), d);
        T denoised = ops.subtract(noisy, ops.multiply(ops.matmul(noisy, inverse), variance));
        T skipped = ops.multiply(ops.divide(noisy, total), data2);
        T scale = ops.divide(root, ops.multiply(ops.sqrt(variance), Preconditioning.SIGMA_DATA));
        T raw = ops.multiply(ops.subtract(denoised, skipped), scale);
        return ops.reshape(raw, 0, shape.channels(), shape.height(), shape.width());
    }

    @Override
    public void checkShape(ImageShape shape) {
        if (shape.size() > MAX_VALUES) {
            throw new IllegalArgumentException(
                    "network gaussian inverts a matrix of all values of a point and is limited to " + MAX_VALUES
                            + " values, was " + shape.size() + "; use mlp or song-unet");
        }
    }
}
