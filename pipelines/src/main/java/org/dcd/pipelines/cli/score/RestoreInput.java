package org.dcd.pipelines.cli.score;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.data.ImageSet;
import org.dcd.transforms.data.Skipped;
import org.dcd.transforms.data.folder.ImageSets;
import org.dcd.transforms.files.FailedDownload;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.restore.MeasurementBatch;
import org.dcd.transforms.restore.MeasurementTable;
import org.dcd.transforms.stage.FileNames;

/**
 * The input of {@code dcd restore}: images, or a table of measurements written by a stage.
 *
 * @param names of the measurements, without file name extensions
 * @param found their number and the skipped files, as text
 */
record RestoreInput(MeasurementBatch measured, List<String> names, String found) {
    private static final String TABLE = ".parquet";

    /**
     * Reads all measurements.
     *
     * @param sigma noise level of images; a table stores the noise level of each measurement
     * @throws BadInputException when they are not measurements of that model
     */
    static RestoreInput read(Path path, MeasurementModel model, double sigma) throws IOException {
        try {
            return isTable(path) ? ofTable(path, model) : ofImages(path, model, sigma);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(path + ": " + e.getMessage(), e);
        }
    }

    private static boolean isTable(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return path.toString().endsWith(TABLE);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.anyMatch(file -> file.toString().endsWith(TABLE));
        }
    }

    private static RestoreInput ofTable(Path path, MeasurementModel model) throws IOException {
        boolean whole = Files.isDirectory(path);
        if (!whole && !Files.isRegularFile(path)) {
            throw new BadInputException(path + " does not exist; give a folder or zip of PNG or JPEG images, or a"
                    + " table of measurements");
        }
        Path parent = whole ? path : path.toAbsolutePath().getParent();
        FailedDownload.rejectAll(path, TABLE);
        Folder folder = Folder.at(parent.toString());
        List<String> parts = whole
                ? Tables.parts(folder, FileNames.MEASUREMENTS)
                : List.of(path.getFileName().toString());
        MeasurementBatch measured = MeasurementTable.read(folder, parts, model, new NoiseAssumption.Stored())
                .measured();
        Skipped skipped =
                whole ? Skipped.beside(path, parts.stream().map(path::resolve).toList()) : Skipped.NOTHING;
        return new RestoreInput(
                measured,
                LongStream.of(measured.ids()).mapToObj(Long::toString).toList(),
                FormattedNumbers.count(measured.count())
                        + (measured.count() == 1 ? " measurement" : " measurements")
                        + (skipped.isEmpty() ? "" : "; skipped " + skipped.describe()));
    }

    private static RestoreInput ofImages(Path path, MeasurementModel model, double sigma) throws IOException {
        if (model.parameters().isPresent()) {
            throw new BadInputException(path + " contains images, but " + model.operator() + " has random parameters"
                    + " for"
                    + " each image, which image files do not store; give a table of measurements");
        }
        ImageSet images = ImageSets.open(path);
        ImageShape shape = model.measurement();
        if (!images.shape().equals(shape)) {
            throw new BadInputException(path + " contains images of " + images.shape()
                    + " (channels x height x width), but measurements are " + shape
                    + "; convert the images to that shape");
        }
        requireOneOfEachName(path, images.names());
        int n = images.names().size();
        float[] y = new float[Math.multiplyExact(n, shape.size())];
        try (ImageSet.Reader reader = images.reader()) {
            for (int i = 0; i < n; i++) {
                System.arraycopy(reader.next(), 0, y, i * shape.size(), shape.size());
            }
        }
        float[] sigmas = new float[n];
        Arrays.fill(sigmas, (float) sigma);
        long[] ids = LongStream.range(0, n).toArray();
        return new RestoreInput(MeasurementBatch.of(model, y, i -> 0, sigmas, ids), images.names(), images.describe());
    }

    /** Each restored image is written under the name of its input image. */
    private static void requireOneOfEachName(Path path, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new BadInputException(path + " contains two images named " + name + " with different"
                        + " extensions, which"
                        + " would both be restored to " + name + ".png; rename or remove one of them");
            }
        }
    }
}
