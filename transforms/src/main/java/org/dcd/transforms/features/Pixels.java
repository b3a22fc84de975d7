package org.dcd.transforms.features;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.TypeName;

/**
 * The values themselves. The Fréchet distance of them is the squared Wasserstein distance W₂² between the Gaussians of
 * the same mean and covariance; exact for Gaussian data (Dowson and Landau 1982). For points and tiny images.
 */
@TypeName("pixels")
public record Pixels() implements FeatureExtractor {
    @Override
    public FeatureNetwork network(ImageShape shape, int classes) {
        return new Network(shape);
    }

    private record Network(ImageShape shape) implements FeatureNetwork {
        @Override
        public int dimension() {
            return shape.size();
        }

        @Override
        public <T> Output<T> apply(Ops<T> ops, String prefix, T x) {
            return new Output<>(ops.reshape(x, 0, shape.size()), null);
        }
    }
}
