package org.dcd.transforms.dataset.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Image;
import org.dcd.transforms.dataset.CommonSettings;
import org.dcd.transforms.dataset.DatasetSource;
import org.dcd.transforms.dataset.PortableRecord;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.LanczosResize;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.TypeName;

/**
 * PNG and JPEG images of a folder or a zip archive, found recursively and sorted by name: the layout of EDM's data sets
 * (NVlabs/edm, dataset_tool.py). Labels come from {@code dataset.json} ({@code {"labels": [[name, class], …]}}, or null
 * for none); without that file the top-level folders are the classes, in order of their names. Hidden files and files
 * of other kinds are passed over. All images have 8 bits, and all are grey or all RGB; neither Exif orientation nor
 * colour profiles are applied, as in EDM.
 *
 * @param path a folder, or a zip archive, which is read in place
 * @param resizeTo when not 0, the side to which the central square of every image is resized (Lanczos, as Pillow does);
 *     with 0 all images must have one size
 * @param pad zero pixels added on every side
 * @param downsample k: the mean of each k x k square of the padded image, rounded to the nearest u8, halves up
 * @param heldOut images kept away from training
 * @param subset share of the other images that is trained on, in (0, 1]
 */
@TypeName("image-folder")
public record ImageFolderDataset(
        @NotInKey Path path,
        @Default("0") int resizeTo,
        @Default("0") int pad,
        @Default("1") int downsample,
        @Default("0") int heldOut,
        @Default("1") double subset)
        implements DatasetSource {
    private static final int MOST_SIDE = 4096;

    public ImageFolderDataset {
        new CommonSettings(pad, downsample, heldOut, subset);
        if (resizeTo < 0 || resizeTo > MOST_SIDE) {
            throw new IllegalArgumentException(
                    "dataset.resize-to must be in [1, " + MOST_SIDE + "], or 0 to keep sizes, was " + resizeTo);
        }
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
        return names().stream().map(path::resolve).toList();
    }

    @Override
    public List<String> names() throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of();
        }
        try (ImageFiles files = ImageFiles.open(path)) {
            return files.used();
        }
    }

    @Override
    public Summary summarise() throws IOException {
        try (ImageFiles files = ImageFiles.open(path)) {
            int classes = ImageLabels.read(files).classes();
            CommonShape common = new CommonShape(resizeTo);
            for (String name : files.images()) {
                common.check(header(files, name), files.where(name));
            }
            return settings().summary(path.toString(), files.images().size(), common.raw(), classes);
        }
    }

    @Override
    public void read(Consumer<Image> consumer) throws IOException {
        CommonSettings settings = settings();
        try (ImageFiles files = ImageFiles.open(path);
                ImageDecoder decoder = new ImageDecoder()) {
            ImageLabels labels = ImageLabels.read(files);
            CommonShape common = new CommonShape(resizeTo);
            long id = 0;
            for (String name : files.images()) {
                ImageHeader header = header(files, name);
                common.check(header, files.where(name));
                ImageShape raw = common.raw();
                ImageShape shape = settings.shape(path.toString(), raw);
                byte[] pixels = pixels(decoder, header, files, name);
                consumer.accept(settings.image(id, labels.of(name), raw, shape, pixels));
                id++;
            }
        }
    }

    private static ImageHeader header(ImageFiles files, String name) throws IOException {
        try (InputStream in = files.open(name)) {
            return ImageHeader.read(in, files.where(name));
        }
    }

    private byte[] pixels(ImageDecoder decoder, ImageHeader header, ImageFiles files, String name) throws IOException {
        byte[] encoded = files.read(name, header.mostBytes());
        if (resizeTo == 0) {
            return decoder.decode(encoded, header, header.whole(), files.where(name));
        }
        ImageHeader.Window square = header.centralSquare();
        byte[] cropped = decoder.decode(encoded, header, square, files.where(name));
        ImageShape shape = new ImageShape(header.shape().channels(), square.height(), square.width());
        return LanczosResize.resize(cropped, shape, resizeTo, resizeTo);
    }

    private CommonSettings settings() {
        return new CommonSettings(pad, downsample, heldOut, subset);
    }

    /** Paths are not serialisable. */
    private Object writeReplace() {
        return PortableRecord.of(this);
    }

    /** What all images must have in common, taken from the first. */
    private static final class CommonShape {
        private final int resizeTo;
        private ImageShape first;
        private String firstName;

        CommonShape(int resizeTo) {
            this.resizeTo = resizeTo;
        }

        void check(ImageHeader header, String where) {
            ImageShape shape = header.shape();
            if (first == null) {
                first = shape;
                firstName = where;
            }
            if (shape.channels() != first.channels()) {
                throw new BadInputException(where + " is " + colours(shape) + ", but " + firstName + " is "
                        + colours(first) + "; convert the images to one of them");
            }
            if (resizeTo == 0 && !shape.equals(first)) {
                throw new BadInputException(where + " is " + size(shape) + " (height x width), but " + firstName
                        + " is " + size(first) + "; give dataset.resize-to, the side to which all are to be resized");
            }
        }

        ImageShape raw() {
            return resizeTo == 0 ? first : new ImageShape(first.channels(), resizeTo, resizeTo);
        }

        private static String colours(ImageShape shape) {
            return shape.channels() == 1 ? "grey" : "RGB";
        }

        private static String size(ImageShape shape) {
            return shape.height() + "x" + shape.width();
        }
    }
}
