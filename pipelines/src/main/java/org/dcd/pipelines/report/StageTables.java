package org.dcd.pipelines.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.dcd.schemas.Candidate;
import org.dcd.schemas.ClosedForm;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.TableReader;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.PixelRange;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;

/** Reads the tables of finished stages, for reports and comparisons. */
public final class StageTables {
    private static final ImageShape PLANE = new ImageShape(2, 1, 1);

    private StageTables() {}

    /** All scores of a score stage. */
    public static List<Score> scores(Folder folder) throws IOException {
        List<Score> scores = new ArrayList<>();
        Tables.read(folder, FileNames.SCORES, Score.class, scores::add);
        return scores;
    }

    /** All candidates of a candidates stage. */
    static List<Candidate> candidates(Folder folder) throws IOException {
        List<Candidate> candidates = new ArrayList<>();
        Tables.read(folder, FileNames.CANDIDATES, Candidate.class, candidates::add);
        return candidates;
    }

    /** All closed forms of an analysis stage. */
    static List<ClosedForm> closedForms(Folder folder) throws IOException {
        List<ClosedForm> forms = new ArrayList<>();
        Tables.read(folder, FileNames.CLOSED_FORMS, ClosedForm.class, forms::add);
        return forms;
    }

    /** The first points of a row; empty unless its images are points in the plane, with shape [2, 1, 1]. */
    static Optional<PointRow> points(Row row, String caption, Folder folder, int most) throws IOException {
        List<Shown> shown =
                switch (row) {
                    case OBSERVATION -> shownMeasurements(folder, most);
                    case TEACHER_FULL, TEACHER_TRUNCATED, GENERATOR -> shownImages(folder, FileNames.SAMPLES, most);
                    case HELD_OUT -> shownImages(folder, FileNames.HELD_OUT, most);
                };
        if (shown.isEmpty() || !shown.get(0).shape().equals(PLANE)) {
            return Optional.empty();
        }
        float[] points = new float[2 * shown.size()];
        for (int i = 0; i < shown.size(); i++) {
            TensorData.decode(shown.get(i).type(), shown.get(i).data(), 2, points, 2 * i);
        }
        return Optional.of(new PointRow(row.id(), caption, points));
    }

    /** The first images of a table, at most {@code most}. */
    static ImageRow images(String id, String caption, Folder folder, String table, int most) throws IOException {
        return row(id, caption, shownImages(folder, table, most));
    }

    /** The first measurements, at most {@code most}, clipped to the range of images. */
    static ImageRow measurements(String id, String caption, Folder folder, int most) throws IOException {
        return row(id, caption, shownMeasurements(folder, most));
    }

    private static List<Shown> shownImages(Folder folder, String table, int most) throws IOException {
        return first(folder, table, Image.class, most).stream()
                .map(image -> new Shown(
                        new ImageShape(image.getChannels(), image.getHeight(), image.getWidth()),
                        image.getDataType(),
                        image.getData()))
                .toList();
    }

    private static List<Shown> shownMeasurements(Folder folder, int most) throws IOException {
        return first(folder, FileNames.MEASUREMENTS, Measurement.class, most).stream()
                .map(measurement -> new Shown(
                        new ImageShape(measurement.getChannels(), measurement.getHeight(), measurement.getWidth()),
                        measurement.getDataType(),
                        measurement.getData()))
                .toList();
    }

    private record Shown(ImageShape shape, DataType type, ByteBuffer data) {}

    private static <T extends SpecificRecord> List<T> first(Folder folder, String table, Class<T> type, int most)
            throws IOException {
        List<T> rows = new ArrayList<>();
        for (String part : Tables.parts(folder, table)) {
            try (TableReader<T> reader = TableReader.open(folder, part, type)) {
                while (rows.size() < most && reader.hasNext()) {
                    rows.add(reader.next());
                }
            }
            if (rows.size() == most) {
                break;
            }
        }
        return rows;
    }

    private static ImageRow row(String id, String caption, List<Shown> shown) {
        if (shown.isEmpty()) {
            return new ImageRow(id, caption, new ImageShape(1, 1, 1), List.of());
        }
        ImageShape shape = shown.get(0).shape();
        int channels = shape.channels() == 3 ? 3 : 1;
        ImageShape visible = new ImageShape(channels, shape.height(), shape.width());
        return new ImageRow(
                id,
                caption,
                visible,
                shown.stream().map(image -> pixels(image, visible.size())).toList());
    }

    /** Grey or RGB; for complex images the magnitude, black at 0 and white at 1; otherwise the first channel. */
    private static byte[] pixels(Shown image, int size) {
        ImageShape shape = image.shape();
        float[] values = new float[shape.size()];
        TensorData.decode(image.type(), image.data(), values.length, values, 0);
        byte[] pixels = new byte[size];
        for (int at = 0; at < size; at++) {
            float value =
                    shape.channels() == 2 ? 2 * (float) Math.hypot(values[at], values[size + at]) - 1 : values[at];
            pixels[at] = PixelRange.toByte(value);
        }
        return pixels;
    }
}
