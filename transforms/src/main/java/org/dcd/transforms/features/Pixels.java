package org.dcd.transforms.features;

import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.TypeName;

/**
 * Pixel values as features. The Fréchet distance is then the squared Wasserstein distance W₂² between Gaussians with
 * the same means and covariances; it is exact for Gaussian data (Dowson and Landau 1982). For points and very small
 * images.
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
