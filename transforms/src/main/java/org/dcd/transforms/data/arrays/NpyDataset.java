package org.dcd.transforms.data.arrays;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.Skipped;
import org.dcd.transforms.files.SerializationProxy;
import org.dcd.transforms.files.npy.NpyFile;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Floating-point images in {@code .npy} files, such as MRI slices or simulations. There are no labels, and values are
 * not rounded to pixels. An image is an array [h, w] or [c, h, w] of floats, or a complex array [h, w], whose real and
 * imaginary parts become two channels.
 *
 * @param path a folder of {@code .npy} files with one image each, read in order of name; or one {@code .npy} file whose
 *     first dimension counts images
 * @param crop [height, width] of the centre crop; empty for no crop
 * @param scale factor applied to all values; noise levels assume images in about [-1, 1]
 * @param heldOut number of images excluded from training
 * @param subset fraction of the other images used for training, in (0, 1]
 */
@TypeName("npy")
public record NpyDataset(
        @NotInKey Path path,
        @Default("[]") List<Integer> crop,
        @Default("1") @Range("(0, 1e9]") double scale,
        @Default("0") @Range("[0, )") int heldOut,
        @Default("1") @Range("(0, 1]") double subset)
        implements DatasetSource {
    private static final int MAX_PIXELS = 1 << 26;

    public NpyDataset {
        Ranges.check(NpyDataset.class, scale, heldOut, subset);
        if (!crop.isEmpty() && (crop.size() != 2 || crop.get(0) < 1 || crop.get(1) < 1)) {
            throw new IllegalArgumentException("npy.crop must be [height, width], both at least 1, was " + crop);
        }
        crop = List.copyOf(crop);
    }

    @Override
    public String location() {
        return path.toString();
    }

    @Override
    public List<Path> files() throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (!Files.isDirectory(path)) {
            throw new BadInputException(
                    path + " does not exist; give the path of an .npy file of images or of a folder of such files");
        }
        try (Stream<Path> entries = Files.list(path)) {
            List<Path> files = entries.filter(NpyDataset::isArray).sorted().toList();
            if (files.isEmpty()) {
                throw new BadInputException(path + " contains no .npy files; give the folder of the data set");
            }
            return files;
        }
    }

    private static boolean isArray(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && name.toLowerCase(Locale.ROOT).endsWith(".npy") && Files.isRegularFile(file);
    }

    @Override
    public Summary summarise() throws IOException {
        List<Path> files = files();
        long count = 0;
        Stored first = null;
        for (Path file : files) {
            try (NpyFile array = NpyFile.open(file)) {
                Stored stored = stored(file, array);
                requireAlike(stored, first == null ? stored : first);
                first = first == null ? stored : first;
                count += stored.images();
            }
        }
        ImageShape shape = shown(first);
        Skipped skipped = Files.isDirectory(path) ? Skipped.beside(path, files) : Skipped.NOTHING;
        return new Summary(count, shape.channels(), shape.height(), shape.width(), 0, DataType.F32)
                .with(skipped, List.of());
    }

    @Override
    public void read(Consumer<Image> consumer) throws IOException {
        long id = 0;
        Stored first = null;
        for (Path file : files()) {
            try (NpyFile array = NpyFile.open(file)) {
                Stored stored = stored(file, array);
                first = first == null ? stored : first;
                requireAlike(stored, first);
                for (int i = 0; i < stored.images(); i++) {
                    int elements = stored.image().size() / (array.isComplex() ? 2 : 1);
                    consumer.accept(image(id, stored, array.read(elements)));
                    id++;
                }
            }
        }
    }

    private Image image(long id, Stored stored, float[] values) {
        ImageShape from = stored.image();
        ImageShape to = shown(stored);
        int top = (from.height() - to.height()) / 2;
        int left = (from.width() - to.width()) / 2;
        float[] cut = new float[to.size()];
        for (int at = 0; at < cut.length; at++) {
            int column = at % to.width();
            int row = at / to.width() % to.height();
            int channel = at / (to.width() * to.height());
            int source = (channel * from.height() + top + row) * from.width() + left + column;
            cut[at] = (float) (scale * values[source]);
        }
        try {
            return new Image(
                    id,
                    Origin.CLEAN,
                    -1,
                    to.channels(),
                    to.height(),
                    to.width(),
                    DataType.F32,
                    TensorData.encodeF32(cut, 0, cut.length));
        } catch (ArithmeticException e) {
            throw new BadInputException(
                    stored.file() + ": image " + id + " multiplied by scale " + scale + ": " + e.getMessage()
                            + "; lower scale",
                    e);
        }
    }

    /**
     * Number and shape of the images of one file.
     *
     * @param image stored shape; complex images have two channels
     */
    private record Stored(Path file, int images, ImageShape image) {}

    /** Interprets the shape of an array: real images are [h, w] or [c, h, w], complex ones [h, w]. */
    private Stored stored(Path file, NpyFile array) throws IOException {
        List<Integer> shape = array.shape();
        boolean stack = Files.isRegularFile(path);
        List<Integer> image = stack && !shape.isEmpty() ? shape.subList(1, shape.size()) : shape;
        boolean fits = image.size() == 2 || image.size() == 3 && !array.isComplex();
        long pixels = array.isComplex() ? 2 : 1;
        for (int length : image) {
            pixels = Math.min(pixels, MAX_PIXELS + 1L) * length;
        }
        int images = stack && !shape.isEmpty() ? shape.get(0) : 1;
        if (!fits || images < 1 || pixels < 1 || pixels > MAX_PIXELS) {
            String lead = stack ? "images, " : "";
            throw new BadInputException(file + ": has shape " + shape + (array.isComplex() ? " (complex)" : "")
                    + ", expected [" + lead + "height, width]"
                    + (array.isComplex() ? "" : " or [" + lead + "channels, height, width]") + " with 1 to "
                    + MAX_PIXELS + " numbers per image; "
                    + (stack
                            ? "if each file has one image, give the path of the folder"
                            : "if one file has all images, give the path of the file"));
        }
        int channels = array.isComplex() ? 2 : image.size() == 3 ? image.get(0) : 1;
        int h = image.get(image.size() - 2);
        return new Stored(file, images, new ImageShape(channels, h, image.get(image.size() - 1)));
    }

    private static void requireAlike(Stored stored, Stored first) {
        if (!stored.image().equals(first.image())) {
            throw new BadInputException(stored.file() + " is " + stored.image() + " (channels x height x width), but "
                    + first.file() + " is " + first.image()
                    + "; all images must have the same shape: crop them before, or move the others away");
        }
    }

    private ImageShape shown(Stored stored) {
        ImageShape image = stored.image();
        if (crop.isEmpty()) {
            return image;
        }
        if (crop.get(0) > image.height() || crop.get(1) > image.width()) {
            throw new BadInputException(stored.file() + ": images are " + image.height() + "x" + image.width()
                    + " (height x width), smaller than crop " + crop + "; lower crop");
        }
        return new ImageShape(image.channels(), crop.get(0), crop.get(1));
    }

    /** Paths are not serialisable. */
    private Object writeReplace() {
        return SerializationProxy.of(this);
    }
}
