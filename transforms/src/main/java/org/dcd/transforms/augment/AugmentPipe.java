package org.dcd.transforms.augment;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.IntToLongFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.Renamed;

/**
 * EDM's augmentations (Karras et al. 2022, App. F.2): every image is mirrored left to right by chance; each of
 * mirroring top to bottom, scaling, rotating, stretching and shifting happens with a probability. The network is told,
 * so that samples are not augmented.
 *
 * @param probability of each, 0.12 for CIFAR-10 and 0.15 for 64x64 in EDM; 0 for no augmentation at all
 * @param transforms the transforms that may be applied
 */
public record AugmentPipe(
        @Default("0") @Range("[0, 1]") double probability,
        @Default("all") @Renamed(from = "moves") Transforms transforms)
        implements Serializable {
    /** Which transforms may be applied to an image. */
    public enum Transforms {
        /** Mirroring alone. It permutes pixels, so that white noise stays white and a mask a mask. */
        FLIPS,
        /** All of EDM's. All but mirroring interpolates, and reflects what lies beyond the borders. */
        ALL
    }

    /** Chance that an image is stretched along a direction other than its own axes. */
    private static final double STRETCH_ROTATED = 0.5;

    public AugmentPipe {
        Ranges.check(AugmentPipe.class, probability);
    }

    /** Whether anything ever happens. */
    public boolean isOn() {
        return probability > 0;
    }

    /** Images and what the network is told of each, n times {@link Augmentation#LABELS} numbers. */
    public record Augmented(float[] images, float[] labels) {}

    /** What is done to the image of a seed. All numbers are drawn, whether they are used or not. */
    public Augmentation draw(long seed) {
        UniformRandomProvider random = Seeds.stream(seed);
        ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
        boolean flipX = random.nextBoolean();
        boolean flipY = happens(random) & random.nextBoolean();
        double scale = gaussian.sample() * (happens(random) ? 1 : 0);
        double rotation = angle(random) * (happens(random) ? 1 : 0);
        double stretch = gaussian.sample() * (happens(random) ? 1 : 0);
        double stretchAngle = angle(random) * (random.nextDouble() < STRETCH_ROTATED ? 1 : 0);
        int shift = happens(random) ? 1 : 0;
        Augmentation all = new Augmentation(
                flipX,
                flipY,
                scale,
                rotation,
                stretch,
                stretchAngle,
                gaussian.sample() * shift,
                gaussian.sample() * shift);
        return switch (transforms) {
            case FLIPS -> new Augmentation(flipX, flipY, 0, 0, 0, 0, 0, 0);
            case ALL -> all;
        };
    }

    private boolean happens(UniformRandomProvider random) {
        return random.nextDouble() < probability;
    }

    private static double angle(UniformRandomProvider random) {
        return (2 * random.nextDouble() - 1) * Math.PI;
    }

    /**
     * Augments images.
     *
     * @param images n of them, row-major
     * @param seeds of each image
     */
    public Augmented apply(float[] images, int n, ImageShape shape, IntToLongFunction seeds) {
        int size = shape.size();
        float[] augmented = new float[images.length];
        float[] labels = new float[n * Augmentation.LABELS];
        for (int i = 0; i < n; i++) {
            Augmentation one = draw(seeds.applyAsLong(i));
            float[] image = one.apply(Arrays.copyOfRange(images, i * size, (i + 1) * size), shape);
            System.arraycopy(image, 0, augmented, i * size, size);
            System.arraycopy(one.labels(), 0, labels, i * Augmentation.LABELS, Augmentation.LABELS);
        }
        return new Augmented(augmented, labels);
    }
}
