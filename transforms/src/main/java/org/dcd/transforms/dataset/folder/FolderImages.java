package org.dcd.transforms.dataset.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.DataType;
import org.dcd.transforms.dataset.DatasetSource;
import org.dcd.transforms.dataset.ImageSet;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.PixelRange;

/** The images of a folder or a zip archive, of one size, under their names in it. */
public final class FolderImages implements ImageSet {
    private final Path path;
    private final List<String> names;
    private final ImageShape shape;

    private FolderImages(Path path, List<String> names, ImageShape shape) {
        this.path = path;
        this.names = names;
        this.shape = shape;
    }

    /** Checks the headers of all images. */
    public static FolderImages open(Path path) throws IOException {
        DatasetSource.Summary summary = new ImageFolderDataset(path, 0, 0, 1, 0, 1).summarise();
        try (ImageFiles files = ImageFiles.open(path)) {
            List<String> names = files.images().stream()
                    .map(name -> name.substring(0, name.lastIndexOf('.')))
                    .toList();
            return new FolderImages(path, names, new ImageShape(summary.channels(), summary.height(), summary.width()));
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
    public Reader reader() throws IOException {
        return new FolderReader(path, shape);
    }

    private static final class FolderReader implements Reader {
        private final ImageFiles files;
        private final ImageDecoder decoder = new ImageDecoder();
        private final ImageShape shape;
        private int index;

        FolderReader(Path path, ImageShape shape) throws IOException {
            this.files = ImageFiles.open(path);
            this.shape = shape;
        }

        @Override
        public float[] next() throws IOException {
            String name = files.images().get(index++);
            ImageHeader header;
            try (InputStream in = files.open(name)) {
                header = ImageHeader.read(in, files.where(name));
            }
            if (!header.shape().equals(shape)) {
                throw new BadInputException(files.where(name) + " has changed while it was read");
            }
            byte[] encoded = files.read(name, header.mostBytes());
            byte[] planes = decoder.decode(encoded, header, header.whole(), files.where(name));
            float[] image = new float[planes.length];
            for (int i = 0; i < planes.length; i++) {
                image[i] = PixelRange.toFloat(planes[i]);
            }
            return image;
        }

        @Override
        public void close() throws IOException {
            decoder.close();
            files.close();
        }
    }
}
