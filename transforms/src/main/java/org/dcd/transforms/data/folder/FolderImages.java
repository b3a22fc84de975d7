package org.dcd.transforms.data.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.DataType;
import org.dcd.transforms.data.ImageSet;
import org.dcd.transforms.data.Skipped;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.PixelRange;

/** The images of a folder or zip archive, all of one size, named by their relative paths. Labels are not read. */
final class FolderImages implements ImageSet {
    private final Path path;
    private final List<String> files;
    private final List<String> names;
    private final ImageShape shape;
    private final Skipped skipped;
    private final List<String> notes;

    private FolderImages(Path path, List<String> files, ImageShape shape, Skipped skipped, List<String> notes) {
        this.path = path;
        this.files = List.copyOf(files);
        this.names = files.stream().map(ImageFiles::stem).toList();
        this.shape = shape;
        this.skipped = skipped;
        this.notes = notes;
    }

    /**
     * Opens a folder or zip archive and checks the headers of all images.
     *
     * @throws BadInputException if there are no images, or if they differ in shape or format
     */
    static FolderImages open(Path path) throws IOException {
        try (ImageFiles files = ImageFiles.open(path)) {
            ImageScan scan = ImageScan.of(files, 0);
            return new FolderImages(path, files.images(), scan.raw(), files.skipped(), scan.notes());
        }
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public ImageShape shape() {
        return shape;
    }

    @Override
    public DataType dataType() {
        return DataType.U8;
    }

    @Override
    public Skipped skipped() {
        return skipped;
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public long folders() {
        return files.stream()
                .map(file -> file.substring(0, Math.max(0, file.lastIndexOf('/'))))
                .distinct()
                .count();
    }

    @Override
    public Optional<ImageSet> inOrderOf(List<String> order) {
        Map<String, String> byName = new HashMap<>();
        files.forEach(file -> byName.put(ImageFiles.stem(file), file));
        List<String> ordered = order.stream().map(byName::get).toList();
        return Optional.of(new FolderImages(path, ordered, shape, skipped, notes));
    }

    @Override
    public Reader reader() throws IOException {
        return new FolderReader(path, files, shape);
    }

    private static final class FolderReader implements Reader {
        private final ImageFiles source;
        private final List<String> files;
        private final ImageDecoder decoder = new ImageDecoder();
        private final ImageShape shape;
        private int index;

        FolderReader(Path path, List<String> files, ImageShape shape) throws IOException {
            this.source = ImageFiles.open(path);
            this.files = files;
            this.shape = shape;
        }

        @Override
        public float[] next() throws IOException {
            String name = files.get(index++);
            ImageHeader header;
            try (InputStream in = source.open(name)) {
                header = ImageHeader.read(in, source.where(name));
            }
            if (!header.shape().equals(shape)) {
                throw new BadInputException(source.where(name)
                        + " has another size than when its header was checked; do not change the images during a"
                        + " run, then start again");
            }
            byte[] encoded = source.read(name, header.maxBytes());
            byte[] planes = decoder.decode(encoded, header, header.whole(), source.where(name));
            float[] image = new float[planes.length];
            for (int i = 0; i < planes.length; i++) {
                image[i] = PixelRange.toFloat(planes[i]);
            }
            return image;
        }

        @Override
        public void close() throws IOException {
            decoder.close();
            source.close();
        }
    }
}
