package org.dcd.transforms.dataset;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.TypeName;

/**
 * Grey images in IDX files, the format of MNIST and Fashion-MNIST: big-endian magic 0x00000803, n, h, w, then n·h·w
 * bytes; labels 0x00000801, n, then n bytes. Each may be compressed with gzip.
 *
 * @param path an images file, or a folder that holds {@code *images*idx3-ubyte} and, if there are labels,
 *     {@code *labels*idx1-ubyte}, each with or without {@code .gz}; of several sets the one named train is taken
 * @param pad zero pixels added on every side
 * @param downsample k: the mean of each k x k square of the padded image, rounded to the nearest u8, halves up
 * @param heldOut images kept away from training
 */
@TypeName("idx")
public record IdxDataset(
        @NotInKey Path path, @Default("0") int pad, @Default("1") int downsample, @Default("0") int heldOut)
        implements DatasetSource {
    private static final int MOST_PAD = 1024;
    private static final int MOST_DOWNSAMPLE = 64;
    /** Signed bytes and foreign files show as labels of 128 and more. */
    private static final int MOST_LABEL = 127;

    public IdxDataset {
        if (pad < 0 || pad > MOST_PAD) {
            throw new IllegalArgumentException("dataset.pad must be in [0, " + MOST_PAD + "], was " + pad);
        }
        if (downsample < 1 || downsample > MOST_DOWNSAMPLE) {
            throw new IllegalArgumentException(
                    "dataset.downsample must be in [1, " + MOST_DOWNSAMPLE + "], was " + downsample);
        }
        if (heldOut < 0) {
            throw new IllegalArgumentException("dataset.held-out must be at least 0, was " + heldOut);
        }
    }

    @Override
    public List<Path> files() throws IOException {
        IdxFiles files = IdxFiles.find(path);
        return Stream.concat(Stream.of(files.images()), files.labels().stream()).toList();
    }

    @Override
    public Summary summarise() throws IOException {
        IdxFiles files = IdxFiles.find(path);
        try (IdxReader images = openImages(files);
                Labels labels = openLabels(files, images.count())) {
            int classes = 0;
            for (long id = 0; labels.exist() && id < images.count(); id++) {
                classes = Math.max(classes, labels.next() + 1);
            }
            labels.finish();
            return new Summary(
                    images.count(),
                    1,
                    side(files, "height", images.height()),
                    side(files, "width", images.width()),
                    classes);
        }
    }

    @Override
    public void read(Consumer<Image> consumer) throws IOException {
        IdxFiles files = IdxFiles.find(path);
        try (IdxReader images = openImages(files);
                Labels labels = openLabels(files, images.count())) {
            int height = side(files, "height", images.height());
            int width = side(files, "width", images.width());
            byte[] pixels = new byte[images.height() * images.width()];
            for (long id = 0; id < images.count(); id++) {
                images.readFully(pixels);
                byte[] shown =
                        pad == 0 && downsample == 1 ? pixels.clone() : average(pixels, images.width(), height, width);
                consumer.accept(new Image(
                        id, Origin.CLEAN, labels.next(), 1, height, width, DataType.U8, ByteBuffer.wrap(shown)));
            }
            images.finish();
            labels.finish();
        }
    }

    private IdxReader openImages(IdxFiles files) throws IOException {
        IdxReader images = IdxReader.openImages(files.images());
        if (heldOut >= images.count()) {
            images.close();
            throw new BadInputException(files.images() + ": dataset.held-out " + heldOut + " leaves none of its "
                    + images.count() + " images for training; lower it");
        }
        return images;
    }

    private static Labels openLabels(IdxFiles files, long images) throws IOException {
        if (files.labels().isEmpty()) {
            return new Labels(Optional.empty());
        }
        IdxReader labels = IdxReader.openLabels(files.labels().get());
        if (labels.count() != images) {
            labels.close();
            throw new BadInputException(files.labels().get() + ": at byte 4 it gives " + labels.count()
                    + " labels, but " + files.images() + " has " + images + " images; use the two files of one set");
        }
        return new Labels(Optional.of(labels));
    }

    /** Height or width after padding and averaging. */
    private int side(IdxFiles files, String name, int side) {
        int padded = side + 2 * pad;
        if (padded % downsample != 0) {
            throw new BadInputException(files.images() + ": " + name + " " + side + " with dataset.pad " + pad + " is "
                    + padded + ", which dataset.downsample " + downsample + " does not divide; change one of them");
        }
        return padded / downsample;
    }

    private byte[] average(byte[] pixels, int rawWidth, int height, int width) {
        int[] sums = new int[height * width];
        for (int i = 0; i < pixels.length; i++) {
            int row = (i / rawWidth + pad) / downsample;
            int column = (i % rawWidth + pad) / downsample;
            sums[row * width + column] += pixels[i] & 0xff;
        }
        int count = downsample * downsample;
        byte[] means = new byte[sums.length];
        for (int i = 0; i < sums.length; i++) {
            means[i] = (byte) ((2 * sums[i] + count) / (2 * count));
        }
        return means;
    }

    /** Paths are not serialisable. */
    private Object writeReplace() {
        return new Portable(path.toString(), pad, downsample, heldOut);
    }

    private record Portable(String path, int pad, int downsample, int heldOut) implements Serializable {
        private Object readResolve() {
            return new IdxDataset(Path.of(path), pad, downsample, heldOut);
        }
    }

    /** Labels one after another; -1 when there is no file of them. */
    private record Labels(Optional<IdxReader> file) implements AutoCloseable {
        boolean exist() {
            return file.isPresent();
        }

        int next() throws IOException {
            if (file.isEmpty()) {
                return -1;
            }
            IdxReader labels = file.get();
            long position = labels.position();
            byte[] label = new byte[1];
            labels.readFully(label);
            if (label[0] < 0) {
                throw labels.bad(
                        position,
                        "label " + (label[0] & 0xff) + " is not in [0, " + MOST_LABEL + "]",
                        "is this a file of labels? Give only the images file as path to do without labels");
            }
            return label[0];
        }

        void finish() throws IOException {
            if (file.isPresent()) {
                file.get().finish();
            }
        }

        @Override
        public void close() throws IOException {
            if (file.isPresent()) {
                file.get().close();
            }
        }
    }
}
