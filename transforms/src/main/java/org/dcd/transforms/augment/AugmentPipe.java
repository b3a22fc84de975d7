package org.dcd.transforms.augment;

import java.io.Serializable;
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
 * EDM's augmentation pipeline (Karras et al. 2022, App. F.2). Every image is flipped horizontally with probability 1/2.
 * Vertical flip, scaling, rotation, anisotropic scaling and translation are each applied with a given probability. The
 * network gets the augmentation as labels, so that samples are not augmented.
 *
 * @param probability probability of each transformation, 0.12 for CIFAR-10 and 0.15 for 64x64 in EDM; 0 disables
 *     augmentation
 * @param transforms transformations that are used
 */
public record AugmentPipe(
        @Default("0") @Range("[0, 1]") double probability,
        @Default("all") @Renamed(from = "moves") Transforms transforms)
        implements Serializable {
    /** Sets of transformations. */
    public enum Transforms {
        /** Flips only. They permute pixels, so noise stays white and masks stay masks. */
        FLIPS,
        /** All transformations of EDM. Except for flips they interpolate, with reflection at the borders. */
        ALL
    }

    /** Probability that the direction of anisotropic scaling is not an image axis. */
    private static final double STRETCH_ROTATED = 0.5;

    public AugmentPipe {
        Ranges.check(AugmentPipe.class, probability);
    }

    /** Whether augmentation is enabled. */
    public boolean isOn() {
        return probability > 0;
    }

    /**
     * Augmented images.
     *
     * @param images n images, row-major
     * @param labels augmentation labels, [n, {@link Augmentation#LABELS}]
     */
    public record Augmented(float[] images, float[] labels) {}

    /**
     * Draws the augmentation of an image. Always draws the same number of random values, whether they are used or not.
     */
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
     * @param images n images, row-major
     * @param n number of images
     * @param shape [c, h, w] of one image
     * @param seeds seed of each image
     */
    public Augmented apply(float[] images, int n, ImageShape shape, IntToLongFunction seeds) {
        int size = shape.size();
        float[] augmented = new float[images.length];
        float[] labels = new float[n * Augmentation.LABELS];
        Warp.Buffers buffers = new Warp.Buffers();
        for (int i = 0; i < n; i++) {
            Augmentation one = draw(seeds.applyAsLong(i));
            one.apply(images, augmented, i * size, shape, buffers);
            System.arraycopy(one.labels(), 0, labels, i * Augmentation.LABELS, Augmentation.LABELS);
        }
        return new Augmented(augmented, labels);
    }
}
