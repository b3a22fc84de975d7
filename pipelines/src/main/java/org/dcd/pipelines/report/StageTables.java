package org.dcd.pipelines.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.TableReader;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.PixelRange;
import org.dcd.transforms.stage.Files;

/** What reports and comparisons read from the tables of finished stages. */
public final class StageTables {
    private StageTables() {}

    /** All scores of a score stage. */
    public static List<Score> scores(Folder folder) throws IOException {
        List<Score> scores = new ArrayList<>();
        Tables.read(folder, Files.SCORES, Score.class, scores::add);
        return scores;
    }

    /** The first images of a table, at most so many. */
    static ImageRow images(String id, String caption, Folder folder, String table, int most) throws IOException {
        List<Shown> shown = first(folder, table, Image.class, most).stream()
                .map(image -> new Shown(
                        new ImageShape(image.getChannels(), image.getHeight(), image.getWidth()),
                        image.getDataType(),
                        image.getData()))
                .toList();
        return row(id, caption, shown);
    }

    /** The first measurements, clipped to the range of images. */
    static ImageRow measurements(String id, String caption, Folder folder, int most) throws IOException {
        List<Shown> shown = first(folder, Files.MEASUREMENTS, Measurement.class, most).stream()
                .map(measurement -> new Shown(
                        new ImageShape(measurement.getChannels(), measurement.getHeight(), measurement.getWidth()),
                        measurement.getDataType(),
                        measurement.getData()))
                .toList();
        return row(id, caption, shown);
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
        // What is neither grey nor RGB, such as complex MRI, is shown by its first channel.
        int channels = shape.channels() == 3 ? 3 : 1;
        ImageShape visible = new ImageShape(channels, shape.height(), shape.width());
        return new ImageRow(
                id,
                caption,
                visible,
                shown.stream().map(image -> pixels(image, visible.size())).toList());
    }

    private static byte[] pixels(Shown image, int size) {
        ByteBuffer data = image.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        byte[] pixels = new byte[size];
        switch (image.type()) {
            case U8 -> data.get(pixels);
            case F32 -> {
                for (int at = 0; at < size; at++) {
                    pixels[at] = PixelRange.toByte(data.getFloat());
                }
            }
        }
        return pixels;
    }
}
