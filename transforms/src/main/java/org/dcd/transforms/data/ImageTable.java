package org.dcd.transforms.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.table.TableReader;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.files.FailedDownload;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.TensorData;

/** Images of a Parquet table that a dataset or sample stage wrote; their names are their ids. */
public final class ImageTable implements ImageSet {
    private static final String SUFFIX = ".parquet";
    private static final Pattern PART = Pattern.compile("(.+)-\\d{5}-of-\\d{5}\\.parquet");

    private final Folder folder;
    private final List<String> files;
    private final List<String> names;
    private final ImageShape shape;
    private final DataType dataType;

    private final Skipped skipped;

    private ImageTable(
            Folder folder,
            List<String> files,
            List<String> names,
            ImageShape shape,
            DataType dataType,
            Skipped skipped) {
        this.skipped = skipped;
        this.folder = folder;
        this.files = files;
        this.names = names;
        this.shape = shape;
        this.dataType = dataType;
    }

    /** Whether a path is a Parquet file or a folder that contains one. */
    public static boolean isAt(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return path.toString().endsWith(SUFFIX);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.anyMatch(file -> file.toString().endsWith(SUFFIX));
        }
    }

    /**
     * Opens a Parquet file of images, or a folder with one such table in parts, and checks that all images have one
     * shape and type.
     *
     * @throws BadInputException if the path has no table, several tables or no images
     * @throws DamagedFileException if images differ in shape or type
     */
    public static ImageTable open(Path path) throws IOException {
        boolean whole = Files.isDirectory(path);
        Path parent = whole ? path : path.toAbsolutePath().getParent();
        FailedDownload.rejectAll(path, SUFFIX);
        Folder folder = Folder.at(parent.toString());
        List<String> files = whole
                ? Tables.parts(folder, onlyTable(path))
                : List.of(path.getFileName().toString());
        List<String> names = new ArrayList<>();
        Image first = null;
        for (String file : files) {
            try (TableReader<Image> reader = TableReader.open(folder, file, Image.class)) {
                while (reader.hasNext()) {
                    Image image = reader.next();
                    first = first == null ? image : first;
                    if (!shape(image).equals(shape(first)) || image.getDataType() != first.getDataType()) {
                        throw new DamagedFileException(
                                folder,
                                file,
                                "image " + image.getId() + " is " + shape(image) + " " + image.getDataType()
                                        + ", but the first image is " + shape(first) + " "
                                        + first.getDataType());
                    }
                    names.add(Long.toString(image.getId()));
                }
            }
        }
        if (first == null) {
            throw new BadInputException(path + " contains no images; give a table with at least one");
        }
        Skipped skipped =
                whole ? Skipped.beside(path, files.stream().map(path::resolve).toList()) : Skipped.NOTHING;
        return new ImageTable(folder, files, names, shape(first), first.getDataType(), skipped);
    }

    private static String onlyTable(Path path) throws IOException {
        TreeSet<String> tables = new TreeSet<>();
        try (Stream<Path> files = Files.list(path)) {
            files.forEach(file -> {
                Matcher part = PART.matcher(file.getFileName().toString());
                if (part.matches()) {
                    tables.add(part.group(1));
                }
            });
        }
        if (tables.size() != 1) {
            throw new BadInputException(
                    path + " contains " + (tables.isEmpty() ? "no table in parts" : "several tables, " + tables)
                            + "; give the path of one Parquet file of images");
        }
        return tables.first();
    }

    private static ImageShape shape(Image image) {
        return new ImageShape(image.getChannels(), image.getHeight(), image.getWidth());
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
    public Skipped skipped() {
        return skipped;
    }

    @Override
    public DataType dataType() {
        return dataType;
    }

    @Override
    public Reader reader() {
        return new PartsReader();
    }

    private final class PartsReader implements Reader {
        private final Iterator<String> left = files.iterator();
        private TableReader<Image> part;

        @Override
        public float[] next() throws IOException {
            while (part == null || !part.hasNext()) {
                close();
                part = TableReader.open(folder, left.next(), Image.class);
            }
            float[] values = new float[shape.size()];
            TensorData.decode(dataType, part.next().getData(), values.length, values, 0);
            return values;
        }

        @Override
        public void close() throws IOException {
            if (part != null) {
                part.close();
                part = null;
            }
        }
    }
}
