package org.dcd.transforms.features;

import org.apache.commons.rng.UniformRandomProvider;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.Renamed;
import org.dcd.transforms.registry.TypeName;

/**
 * Random Fourier features cos(wᵀx + b) with w ~ N(0, I/ℓ²) and b ~ U[0, 2π) (Rahimi and Recht 2007, Alg. 1). The length
 * scales ℓ are spaced evenly in log ℓ. The distance between means of the features approximates the kernel distance
 * (MMD) of a mixture of Gaussian kernels. The features are the same for all experiments and seeds. For points, which
 * have no labels for training a classifier.
 *
 * @param dimension number of features
 * @param minLengthScale smallest length scale ℓ, in units of the points
 * @param maxLengthScale largest length scale ℓ, in units of the points
 */
@TypeName("random-fourier")
public record RandomFourier(
        @Default("128") @Range("[2, 4096]") int dimension,
        @Default("0.05") @Range("(0, 1e9]") @Renamed(from = "shortest") double minLengthScale,
        @Default("1") @Range("[min-length-scale, 1000000]") @Renamed(from = "longest") double maxLengthScale)
        implements FeatureExtractor {
    private static final long SEED = 0x5ca1ab1e;

    public RandomFourier {
        Ranges.check(RandomFourier.class, dimension, minLengthScale, maxLengthScale);
    }

    @Override
    public FeatureNetwork network(ImageShape shape, int classes) {
        return new Network(this, shape);
    }

    private record Network(RandomFourier settings, ImageShape shape) implements FeatureNetwork {
        @Override
        public int dimension() {
            return settings.dimension;
        }

        @Override
        public <T> Output<T> apply(Ops<T> ops, String prefix, T x) {
            int d = settings.dimension;
            int inputs = shape.size();
            float[] w = Seeds.normal(SEED, inputs * d);
            float[] b = new float[d];
            UniformRandomProvider random = Seeds.stream(SEED + 1);
            for (int j = 0; j < d; j++) {
                b[j] = (float) (2 * Math.PI * random.nextDouble());
                double scale = settings.minLengthScale
                        * Math.pow(settings.maxLengthScale / settings.minLengthScale, j / (d - 1.0));
                for (int i = 0; i < inputs; i++) {
                    w[i * d + j] /= (float) scale;
                }
            }
            T projected = ops.matmul(ops.reshape(x, 0, inputs), ops.constant(w, inputs, d));
            return new Output<>(ops.cos(ops.add(projected, ops.constant(b, 1, d))), null);
        }
    }
}
