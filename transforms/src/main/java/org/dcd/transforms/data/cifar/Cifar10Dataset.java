package org.dcd.transforms.data.cifar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.dcd.schemas.Image;
import org.dcd.transforms.data.CommonSettings;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.Skipped;
import org.dcd.transforms.files.SerializationProxy;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * CIFAR-10 (Krizhevsky 2009), 3x32x32 images with labels in [0, 9], as distributed: the binary or the Python version,
 * packed or unpacked. All four give the same images, ids and labels.
 *
 * @param path {@code cifar-10-binary.tar.gz}, {@code cifar-10-python.tar.gz}, the folder that one of them unpacks to,
 *     or a folder that contains one of these
 * @param split training or test images
 * @param pad zero pixels added on every side
 * @param downsample k: the mean of each k x k square of the padded image, rounded to the nearest u8, halves up
 * @param heldOut number of images excluded from training
 * @param subset fraction of the other images used for training, in (0, 1]
 */
@TypeName("cifar10")
public record Cifar10Dataset(
        @NotInKey Path path,
        @Default("train") Split split,
        @Default("0") @Range(CommonSettings.PAD) int pad,
        @Default("1") @Range(CommonSettings.DOWNSAMPLE) int downsample,
        @Default("0") @Range("[0, )") int heldOut,
        @Default("1") @Range("(0, 1]") double subset)
        implements DatasetSource {
    static final int CLASSES = 10;
    static final ImageShape RAW = new ImageShape(3, 32, 32);

    /** Part of CIFAR-10. */
    public enum Split {
        /** Batches 1 to 5: 50,000 images. */
        TRAIN,
        /** The test batch: 10,000 images. */
        TEST;

        private List<String> batches() {
            return switch (this) {
                case TRAIN -> List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5");
                case TEST -> List.of("test_batch");
            };
        }
    }

    public Cifar10Dataset {
        Ranges.check(Cifar10Dataset.class, pad, downsample, heldOut, subset);
    }

    @Override
    public String location() {
        return path.toString();
    }

    @Override
    public List<Path> files() throws IOException {
        return CifarFiles.find(path).files(split.batches());
    }

    @Override
    public Summary summarise() throws IOException {
        AtomicLong count = new AtomicLong();
        CifarFiles files = CifarFiles.find(path);
        files.visit(split.batches(), batch -> count.addAndGet(files.format().count(batch)));
        List<Path> read = files.files(split.batches());
        return settings()
                .summary(files.place().toString(), count.get(), RAW, CLASSES)
                .with(
                        Files.isDirectory(path) ? Skipped.beside(read.get(0).getParent(), read) : Skipped.NOTHING,
                        List.of());
    }

    @Override
    public void read(Consumer<Image> consumer) throws IOException {
        CommonSettings settings = settings();
        CifarFiles files = CifarFiles.find(path);
        ImageShape shape = settings.shape(files.place().toString(), RAW);
        AtomicLong id = new AtomicLong();
        for (String name : split.batches()) {
            files.visit(List.of(name), batch -> files.format()
                    .read(
                            batch,
                            (label, pixels) ->
                                    consumer.accept(settings.image(id.getAndIncrement(), label, RAW, shape, pixels))));
        }
    }

    private CommonSettings settings() {
        return new CommonSettings(pad, downsample, heldOut, subset);
    }

    /** Paths are not serialisable. */
    private Object writeReplace() {
        return SerializationProxy.of(this);
    }
}
