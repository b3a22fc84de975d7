package org.dcd.transforms.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.Renamed;
import org.dcd.transforms.registry.TypeName;

/**
 * Synthetic images for benchmarks and for testing clusters: a shape or texture in one colour, with random position,
 * size and angle, on a linear gradient between two colours. The label is the shape. No files are needed. Image i
 * depends only on {@code distribution-seed} and i, so images can be generated independently.
 *
 * @param count number of images, including held-out ones
 * @param channels channels of an image
 * @param height height of an image in pixels
 * @param width width of an image in pixels
 * @param distributionSeed seed of the images
 * @param heldOut number of images excluded from training
 * @param subset fraction of the other images used for training, in (0, 1]
 */
@TypeName("generated")
public record GeneratedImages(
        @Default("10000") @Range("[2, 100000000]") int count,
        @Default("3") @Range("[1, 16]") int channels,
        @Default("32") @Range("[4, 1024]") int height,
        @Default("32") @Range("[4, 1024]") int width,
        @Default("1") @Renamed(from = "law-seed") long distributionSeed,
        @Default("0") @Range("[0, count)") int heldOut,
        @Default("1") @Range("(0, 1]") double subset)
        implements RandomAccessSource {
    private static final Shape[] SHAPES = Shape.values();

    public GeneratedImages {
        Ranges.check(GeneratedImages.class, count, channels, height, width, heldOut, subset);
    }

    @Override
    public List<Path> files() {
        return List.of();
    }

    @Override
    public Summary summarise() {
        return new Summary(count, channels, height, width, SHAPES.length);
    }

    @Override
    public void read(LongStream ids, Consumer<Image> consumer) {
        Seeds seeds = new Seeds(distributionSeed);
        ids.forEach(id -> consumer.accept(image(id, Seeds.stream(seeds.of("generated", id)))));
    }

    private Image image(long id, UniformRandomProvider random) {
        Shape shape = SHAPES[random.nextInt(SHAPES.length)];
        double[] from = colour(random);
        double[] to = colour(random);
        double[] drawn = colour(random);
        double centreX = 0.6 * (random.nextDouble() - 0.5);
        double centreY = 0.6 * (random.nextDouble() - 0.5);
        double size = 0.35 + 0.35 * random.nextDouble();
        double angle = 2 * Math.PI * random.nextDouble();
        double fade = 2 * Math.PI * random.nextDouble();
        byte[] pixels = new byte[channels * height * width];
        double pixel = 2.0 / Math.min(height, width);
        for (int i = 0; i < height * width; i++) {
            double x = (i % width + 0.5 - width / 2.0) * pixel;
            double y = (i / width + 0.5 - height / 2.0) * pixel;
            double u = Math.cos(angle) * (x - centreX) + Math.sin(angle) * (y - centreY);
            double v = Math.cos(angle) * (y - centreY) - Math.sin(angle) * (x - centreX);
            double inside = Math.min(1, Math.max(0, 0.5 - shape.distance(u / size, v / size) * size / pixel));
            double faded = 0.5 + 0.35 * (Math.cos(fade) * x + Math.sin(fade) * y);
            for (int c = 0; c < channels; c++) {
                double ground = from[c] + Math.min(1, Math.max(0, faded)) * (to[c] - from[c]);
                pixels[c * height * width + i] = (byte) Math.round(255 * (ground + inside * (drawn[c] - ground)));
            }
        }
        return new Image(
                id, Origin.CLEAN, shape.ordinal(), channels, height, width, DataType.U8, ByteBuffer.wrap(pixels));
    }

    private double[] colour(UniformRandomProvider random) {
        double[] colour = new double[channels];
        for (int c = 0; c < channels; c++) {
            colour[c] = random.nextDouble();
        }
        return colour;
    }

    /** Shapes in the order of their labels. */
    private enum Shape {
        DISC,
        RING,
        SQUARE,
        TRIANGLE,
        CROSS,
        BAR,
        STRIPES,
        CHECKS;

        private static final double WAVE = 2 * Math.PI;

        /** Approximate signed distance of a point to the outline of a shape of size 1; negative inside. */
        double distance(double u, double v) {
            return switch (this) {
                case DISC -> Math.hypot(u, v) - 1;
                case RING -> Math.abs(Math.hypot(u, v) - 0.8) - 0.25;
                case SQUARE -> Math.max(Math.abs(u), Math.abs(v)) - 0.9;
                case TRIANGLE -> Math.max(Math.abs(u) * Math.sqrt(0.75) + v / 2, -v) - 0.6;
                case CROSS -> Math.min(box(u, v, 1.1, 0.3), box(u, v, 0.3, 1.1));
                case BAR -> box(u, v, 1.4, 0.3);
                case STRIPES -> Math.cos(WAVE * u) / WAVE;
                case CHECKS -> Math.cos(WAVE / 2 * u) * Math.cos(WAVE / 2 * v) / (WAVE / 2);
            };
        }

        private static double box(double u, double v, double halfWidth, double halfHeight) {
            return Math.max(Math.abs(u) - halfWidth, Math.abs(v) - halfHeight);
        }
    }
}
