package org.dcd.transforms.generator;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.TypeName;

/** A generator with the teacher's network, G(z) = D_θ(σ_init z; σ_init) (paper, Sec. 3.2). */
@TypeName("denoiser")
public record DenoiserGenerator() implements Generator {
    @Override
    public ImageShape latentShape(ConditionedDenoiser denoiser) {
        return denoiser.inputShape();
    }

    @Override
    public <T> T apply(Ops<T> ops, String prefix, T z, ConditionedDenoiser denoiser, double sigmaInit) {
        T sigma = ops.constant(new float[] {(float) sigmaInit}, 1, 1, 1, 1);
        return denoiser.fromLatent(ops, prefix, z, sigmaInit, sigma);
    }

    @Override
    public boolean isTeachersNetwork() {
        return true;
    }
}
