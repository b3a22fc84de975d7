package org.dcd.pipelines.cli.score;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.pipelines.cli.console.OutputFile;
import org.dcd.pipelines.report.Png;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.DataType;
import org.dcd.transforms.data.ImageSet;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.PixelRange;

/**
 * Images in memory, as pixels are stored.
 *
 * @param values all of them, row-major in [-1, 1]
 */
record RestoredImages(List<String> names, ImageShape shape, float[] values) implements ImageSet {
    /** Rounds values to pixels. */
    static RestoredImages of(List<String> names, ImageShape shape, float[] values) {
        float[] pixels = values.clone();
        PixelRange.storeAs(DataType.U8, pixels);
        return new RestoredImages(names, shape, pixels);
    }

    /**
     * Those of a set that have the names given, in their order.
     *
     * @throws BadInputException when one is missing, or sizes differ
     */
    static RestoredImages named(List<String> names, ImageShape shape, ImageSet set, Path where) throws IOException {
        if (!set.shape().equals(shape)) {
            throw new BadInputException("--reference " + where + " holds images of " + set.shape()
                    + " (channels x height x width), restored ones are " + shape);
        }
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            places.put(names.get(i), i);
        }
        float[] values = new float[names.size() * shape.size()];
        Set<String> twice = repeated(set.names());
        for (String name : names) {
            if (twice.contains(name)) {
                throw new BadInputException("--reference " + where + " holds two images named " + name
                        + " with different endings; remove one of them");
            }
        }
        try (Reader reader = set.reader()) {
            for (String name : set.names()) {
                float[] image = reader.next();
                Integer place = places.remove(name);
                if (place != null) {
                    System.arraycopy(image, 0, values, place * shape.size(), shape.size());
                }
            }
        }
        if (!places.isEmpty()) {
            throw new BadInputException("--reference " + where + " has no image of the name "
                    + places.keySet().iterator().next() + ", as a measurement has; give the clean image of each");
        }
        return of(names, shape, values);
    }

    private static Set<String> repeated(List<String> names) {
        Set<String> seen = new HashSet<>();
        return names.stream().filter(name -> !seen.add(name)).collect(Collectors.toSet());
    }

    @Override
    public DataType dataType() {
        return DataType.U8;
    }

    @Override
    public Reader reader() {
        return new Reader() {
            private int next;

            @Override
            public float[] next() {
                return image(next++);
            }

            @Override
            public void close() {}
        };
    }

    private float[] image(int i) {
        return Arrays.copyOfRange(values, i * shape.size(), (i + 1) * shape.size());
    }

    /** Refuses what cannot take the images, before they are made. */
    static void check(Path folder, ImageShape shape) throws IOException {
        if (shape.channels() != 1 && shape.channels() != 3) {
            throw new BadInputException("images of " + shape + " (channels x height x width) cannot be written as PNG,"
                    + " which are grey or RGB; restore them in an experiment");
        }
        OutputFile.checkFolder("-o", folder);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new BadInputException("-o " + folder + " is not empty; give another folder");
                }
            }
        }
    }

    /** One PNG each, under its name. */
    void write(Path folder) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        for (int i = 0; i < names.size(); i++) {
            Path file = root.resolve(names.get(i) + ".png").normalize();
            if (!file.startsWith(root)) {
                throw new BadInputException("the name " + names.get(i) + " leads out of " + folder);
            }
            float[] image = image(i);
            byte[] pixels = new byte[image.length];
            for (int k = 0; k < pixels.length; k++) {
                pixels[k] = PixelRange.toByte(image[k]);
            }
            Files.createDirectories(file.getParent());
            Files.write(file, Png.image(pixels, shape));
        }
    }
}
