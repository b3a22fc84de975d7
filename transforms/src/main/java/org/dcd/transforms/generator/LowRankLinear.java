package org.dcd.transforms.generator;

import java.util.Optional;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.theory.SymmetricInverse;

/**
 * G(z) = UVᵀz with U, V [d, r] and z ~ N(0, I_d), where d is the number of values of an image (paper, App. C,
 * Assumption 5). Its distribution is N(0, UVᵀVUᵀ), so its score is known in closed form.
 *
 * @param rank r
 */
@TypeName("low-rank-linear")
public record LowRankLinear(@Range("[1, 256]") int rank) implements Generator {
    private static final int MAX_VALUES = 256;

    public LowRankLinear {
        Ranges.check(LowRankLinear.class, rank);
    }

    @Override
    public ImageShape latentShape(ConditionedDenoiser denoiser) {
        return denoiser.shape();
    }

    @Override
    public <T> T apply(Ops<T> ops, String prefix, T z, ConditionedDenoiser denoiser, double sigmaInit) {
        ImageShape shape = denoiser.shape();
        T images = ops.matmul(ops.reshape(z, 0, shape.size()), transposed(ops, prefix, shape.size()));
        return ops.reshape(images, 0, shape.channels(), shape.height(), shape.width());
    }

    /** VUᵀ [d, d], the transpose of UVᵀ. */
    private <T> T transposed(Ops<T> ops, String prefix, int d) {
        T u = ops.parameter(prefix + "u", Init.XAVIER, d, rank);
        T v = ops.parameter(prefix + "v", Init.XAVIER, d, rank);
        return ops.matmul(v, ops.transpose(u, 1, 0));
    }

    @Override
    public boolean isTeachersNetwork() {
        return false;
    }

    @Override
    public boolean hasExactScore() {
        return true;
    }

    /** Measurements of the generator are N(0, C) with C = A UVᵀ VUᵀ Aᵀ, so D(y; σ) = y - σ² (C + σ²I)⁻¹ y. */
    @Override
    public <T> T exactlyDenoised(Ops<T> ops, String prefix, T y, T sigma, MeasurementModel model) {
        ImageShape image = model.image();
        ImageShape measurement = model.measurement();
        int m = measurement.size();
        // Row i is the image G(e_i).
        T basis = ops.reshape(
                transposed(ops, prefix, image.size()), image.size(), image.channels(), image.height(), image.width());
        T measured = ops.reshape(model.apply(ops, basis, null), image.size(), m);
        T covariance = ops.matmul(ops.transpose(measured, 1, 0), measured);
        T variance = ops.multiply(sigma, sigma);
        float[] identity = new float[m * m];
        for (int i = 0; i < m; i++) {
            identity[i * m + i] = 1;
        }
        T noise = ops.multiply(ops.constant(identity, 1, m, m), ops.reshape(variance, -1, 1, 1));
        T inverse = SymmetricInverse.of(ops, ops.add(ops.reshape(covariance, 1, m, m), noise), m);
        T flat = ops.reshape(y, 0, 1, m);
        T score = ops.reshape(
                ops.matmul(flat, inverse), 0, measurement.channels(), measurement.height(), measurement.width());
        return ops.subtract(y, ops.multiply(score, variance));
    }

    @Override
    public void checkExactScore(MeasurementModel model) {
        Optional<ImageShape> parameters = model.parameters();
        if (parameters.isPresent()) {
            throw new IllegalArgumentException("the exact score of low-rank-linear needs an operator without random"
                    + " parameters, was " + model.operator());
        }
        if (model.image().size() > MAX_VALUES) {
            throw new IllegalArgumentException(
                    "low-rank-linear inverts a matrix of all values of an image and is limited to " + MAX_VALUES
                            + " values, was " + model.image().size());
        }
    }
}
