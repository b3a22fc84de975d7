package org.dcd.transforms.data.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.dcd.schemas.Image;
import org.dcd.transforms.data.CommonSettings;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.files.SerializationProxy;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.LanczosResize;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * PNG and JPEG images of a folder or zip archive, found recursively and sorted by name: the layout of EDM's data sets
 * (NVlabs/edm, dataset_tool.py). Labels come from {@code dataset.json} ({@code {"labels": [[name, class], …]}}, or null
 * for none). Without that file the top-level folders are the classes, in order of name. Links are followed. Hidden
 * files, system files and files of other types are skipped and counted; images of other formats are an error. Images
 * must have 8 bits per channel and be either all grey or all RGB. As in EDM, Exif orientation and colour profiles are
 * ignored.
 *
 * @param path a folder or a zip archive; the archive is not unpacked
 * @param resizeTo side to which the central square of every image is resized (Lanczos, bit-identical to Pillow); 0 for
 *     no resizing, which requires that all images have the same size
 * @param pad zero pixels added on every side
 * @param downsample k: the mean of each k x k square of the padded image, rounded to the nearest u8, halves up
 * @param heldOut number of images excluded from training
 * @param subset fraction of the other images used for training, in (0, 1]
 */
@TypeName("image-folder")
public record ImageFolderDataset(
        @NotInKey Path path,
        @Default("0") @Range("[0, 4096]") int resizeTo,
        @Default("0") @Range(CommonSettings.PAD) int pad,
        @Default("1") @Range(CommonSettings.DOWNSAMPLE) int downsample,
        @Default("0") @Range("[0, )") int heldOut,
        @Default("1") @Range("(0, 1]") double subset)
        implements DatasetSource {
    public ImageFolderDataset {
        Ranges.check(ImageFolderDataset.class, resizeTo, pad, downsample, heldOut, subset);
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
    public List<String> decoders() throws IOException {
        try (ImageFiles files = ImageFiles.open(path)) {
            return ImageScan.of(files, resizeTo).decoders();
        }
    }

    /** Covers all decoders; only a scan of the images tells which of them are used. */
    @Override
    public String machineDecoders() {
        return JpegPixels.usual() + " " + JpegPixels.tall();
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
            ImageScan scan = ImageScan.of(files, resizeTo);
            return settings()
                    .summary(path.toString(), files.images().size(), scan.raw(), classes)
                    .with(files.skipped(), scan.notes());
        }
    }

    @Override
    public void read(Consumer<Image> consumer) throws IOException {
        CommonSettings settings = settings();
        try (ImageFiles files = ImageFiles.open(path);
                ImageDecoder decoder = new ImageDecoder()) {
            ImageLabels labels = ImageLabels.read(files);
            ImageScan scan = new ImageScan(resizeTo);
            long id = 0;
            for (String name : files.images()) {
                ImageHeader header = scan.header(files, name);
                ImageShape raw = scan.raw();
                ImageShape shape = settings.shape(path.toString(), raw);
                byte[] pixels = pixels(decoder, header, files, name);
                consumer.accept(settings.image(id, labels.of(name), raw, shape, pixels));
                id++;
            }
        }
    }

    private byte[] pixels(ImageDecoder decoder, ImageHeader header, ImageFiles files, String name) throws IOException {
        byte[] encoded = files.read(name, header.maxBytes());
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
        return SerializationProxy.of(this);
    }
}
