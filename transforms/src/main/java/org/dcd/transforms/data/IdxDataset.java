package org.dcd.transforms.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.schemas.Image;
import org.dcd.transforms.files.SerializationProxy;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * Grey images in IDX files, the format of MNIST and Fashion-MNIST. Images: big-endian magic 0x00000803, n, h, w, then
 * n·h·w bytes. Labels: 0x00000801, n, then n bytes. Both may be compressed with gzip.
 *
 * @param path an images file, or a folder with {@code *images*idx3-ubyte} and optionally {@code *labels*idx1-ubyte},
 *     each with or without {@code .gz}; if there are several sets, the one with {@code train} in its name
 * @param pad zero pixels added on every side
 * @param downsample k: the mean of each k x k square of the padded image, rounded to the nearest u8, halves up
 * @param heldOut number of images excluded from training
 * @param subset fraction of the other images used for training, in (0, 1]
 */
@TypeName("idx")
public record IdxDataset(
        @NotInKey Path path,
        @Default("0") @Range(CommonSettings.PAD) int pad,
        @Default("1") @Range(CommonSettings.DOWNSAMPLE) int downsample,
        @Default("0") @Range("[0, )") int heldOut,
        @Default("1") @Range("(0, 1]") double subset)
        implements DatasetSource {
    /** Labels of 128 and more indicate signed bytes or a file of another kind. */
    private static final int MAX_LABEL = 127;

    public IdxDataset {
        Ranges.check(IdxDataset.class, pad, downsample, heldOut, subset);
    }

    /** Uses all images that are not held out for training. */
    public IdxDataset(Path path, int pad, int downsample, int heldOut) {
        this(path, pad, downsample, heldOut, 1);
    }

    @Override
    public String location() {
        return path.toString();
    }

    @Override
    public List<Path> files() throws IOException {
        IdxFiles files = IdxFiles.find(path);
        return Stream.concat(Stream.of(files.images()), files.labels().stream()).toList();
    }

    @Override
    public Summary summarise() throws IOException {
        IdxFiles files = IdxFiles.find(path);
        try (IdxReader images = IdxReader.openImages(files.images());
                Labels labels = openLabels(files, images.count())) {
            int classes = 0;
            for (long id = 0; labels.exist() && id < images.count(); id++) {
                classes = Math.max(classes, labels.next() + 1);
            }
            labels.finish();
            return settings()
                    .summary(files.images().toString(), images.count(), raw(images), classes)
                    .with(Files.isDirectory(path) ? Skipped.beside(path, files()) : Skipped.NOTHING, List.of());
        }
    }

    @Override
    public void read(Consumer<Image> consumer) throws IOException {
        IdxFiles files = IdxFiles.find(path);
        CommonSettings settings = settings();
        try (IdxReader images = IdxReader.openImages(files.images());
                Labels labels = openLabels(files, images.count())) {
            ImageShape raw = raw(images);
            ImageShape shape = settings.shape(files.images().toString(), raw);
            byte[] pixels = new byte[raw.size()];
            for (long id = 0; id < images.count(); id++) {
                images.readFully(pixels);
                consumer.accept(settings.image(id, labels.next(), raw, shape, pixels));
            }
            images.finish();
            labels.finish();
        }
    }

    private CommonSettings settings() {
        return new CommonSettings(pad, downsample, heldOut, subset);
    }

    private static ImageShape raw(IdxReader images) {
        return new ImageShape(1, images.height(), images.width());
    }

    private static Labels openLabels(IdxFiles files, long images) throws IOException {
        if (files.labels().isEmpty()) {
            return new Labels(Optional.empty());
        }
        IdxReader labels = IdxReader.openLabels(files.labels().get());
        if (labels.count() != images) {
            labels.close();
            throw new BadInputException(files.labels().get() + ": at byte 4: the header declares "
                    + Count.of(labels.count(), "label") + ", but " + files.images() + " has "
                    + Count.of(images, "image") + "; use images and labels of the same set");
        }
        return new Labels(Optional.of(labels));
    }

    private Object writeReplace() {
        return SerializationProxy.of(this);
    }

    /** Reads labels in order; returns -1 for every image if there is no labels file. */
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
                        "label " + (label[0] & 0xff) + " is not in [0, " + MAX_LABEL + "]",
                        "check that this is a file of labels; to read images without labels, give the images file as path");
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
