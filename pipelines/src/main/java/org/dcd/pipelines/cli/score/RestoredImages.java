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
 * Images in memory, rounded to 8-bit pixels.
 *
 * @param names file names without extension, in order
 * @param values [image, channel, height, width], row-major, in [-1, 1]
 */
record RestoredImages(List<String> names, ImageShape shape, float[] values) implements ImageSet {
    /** Rounds values to pixels. */
    static RestoredImages of(List<String> names, ImageShape shape, float[] values) {
        float[] pixels = values.clone();
        PixelRange.storeAs(DataType.U8, pixels);
        return new RestoredImages(names, shape, pixels);
    }

    /**
     * Selects images from a set by name.
     *
     * @param names in the order of the result
     * @param where path of the set, for messages
     * @throws BadInputException when one is missing, or the shapes differ
     */
    static RestoredImages named(List<String> names, ImageShape shape, ImageSet set, Path where) throws IOException {
        if (!set.shape().equals(shape)) {
            throw new BadInputException("--reference " + where + " contains images of " + set.shape()
                    + " (channels x height x width), but restored images are " + shape + "; give images of that shape");
        }
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            places.put(names.get(i), i);
        }
        float[] values = new float[names.size() * shape.size()];
        Set<String> twice = repeated(set.names());
        for (String name : names) {
            if (twice.contains(name)) {
                throw new BadInputException("--reference " + where + " contains two images named " + name
                        + " with different extensions; remove one of them");
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
            throw new BadInputException("--reference " + where + " has no image named "
                    + places.keySet().iterator().next() + ", but there is a measurement of that name; give the clean"
                    + " image"
                    + " of every measurement");
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

    /** Checks, before the restoration starts, that the images can be written to the folder. */
    static void check(Path folder, ImageShape shape) throws IOException {
        if (shape.channels() != 1 && shape.channels() != 3) {
            throw new BadInputException("images of " + shape + " (channels x height x width) cannot be written as PNG,"
                    + " which has 1 or 3 channels; use restoration in an experiment");
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

    /** Writes one PNG per image. */
    void write(Path folder) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        for (int i = 0; i < names.size(); i++) {
            Path file = root.resolve(names.get(i) + ".png").normalize();
            if (!file.startsWith(root)) {
                throw new BadInputException(
                        "the image name " + names.get(i) + " leads out of the folder " + folder + "; rename the image");
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
