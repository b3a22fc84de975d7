package org.dcd.transforms.stage.score;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.table.TableReader;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;

/**
 * The table that holds the images of a row.
 *
 * @param table name of the table
 * @param type class of its records, {@link Image} or {@link Measurement}
 * @param origin origin of every record
 */
public record RowTable(String table, Class<? extends SpecificRecord> type, Origin origin) {
    /** The table of a row. */
    public static RowTable of(Row row) {
        return switch (row) {
            case OBSERVATION -> new RowTable(FileNames.MEASUREMENTS, Measurement.class, Origin.MEASUREMENT);
            case TEACHER_FULL, TEACHER_TRUNCATED, GENERATOR -> new RowTable(
                    FileNames.SAMPLES, Image.class, Origin.GENERATED);
            case HELD_OUT -> new RowTable(FileNames.HELD_OUT, Image.class, Origin.CLEAN);
        };
    }

    /** Opens a part of the table. */
    public Reader open(Folder folder, String part) throws IOException {
        return new Reader(folder, part, origin, TableReader.open(folder, part, type));
    }

    /**
     * A stored image or measurement.
     *
     * @param shape shape of the values, [channels, height, width]
     * @param data encoded values
     * @param operatorSeed seed of the operator's parameters; present for measurements
     */
    public record StoredImage(
            long id, Origin origin, ImageShape shape, DataType type, ByteBuffer data, OptionalLong operatorSeed) {
        /**
         * The content of a record.
         *
         * @throws IllegalArgumentException for a record that is neither an image nor a measurement
         */
        public static StoredImage of(SpecificRecord stored) {
            if (stored instanceof Image image) {
                return new StoredImage(
                        image.getId(),
                        image.getOrigin(),
                        new ImageShape(image.getChannels(), image.getHeight(), image.getWidth()),
                        image.getDataType(),
                        image.getData(),
                        OptionalLong.empty());
            }
            if (stored instanceof Measurement y) {
                return new StoredImage(
                        y.getId(),
                        y.getOrigin(),
                        new ImageShape(y.getChannels(), y.getHeight(), y.getWidth()),
                        y.getDataType(),
                        y.getData(),
                        OptionalLong.of(y.getOperatorSeed()));
            }
            throw new IllegalArgumentException("expected an image or a measurement, was " + stored.getClass());
        }

        /** Writes the values, in units of [-1, 1], into an array from an offset on. */
        public void decode(float[] target, int offset) {
            TensorData.decode(type, data, shape.size(), target, offset);
        }
    }

    /** Reads the images of a part in order. */
    public static final class Reader implements Closeable {
        private final Folder folder;
        private final String part;
        private final Origin origin;
        private final TableReader<? extends SpecificRecord> rows;

        private Reader(Folder folder, String part, Origin origin, TableReader<? extends SpecificRecord> rows) {
            this.folder = folder;
            this.part = part;
            this.origin = origin;
            this.rows = rows;
        }

        long rows() {
            return rows.rows();
        }

        /** Whether there is another image. */
        public boolean hasNext() {
            return rows.hasNext();
        }

        /**
         * The next image.
         *
         * @throws DamagedFileException for an image of another origin than that of the row
         */
        public StoredImage next() throws IOException {
            StoredImage image = StoredImage.of(rows.next());
            if (image.origin() != origin) {
                throw new DamagedFileException(
                        folder,
                        part,
                        "holds image " + image.id() + " of origin " + image.origin() + " among " + origin);
            }
            return image;
        }

        void skip(long images) throws IOException {
            for (long i = 0; i < images; i++) {
                rows.next();
            }
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }
}
