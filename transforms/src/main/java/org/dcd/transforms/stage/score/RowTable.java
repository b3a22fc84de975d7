package org.dcd.transforms.stage.score;

import java.io.Closeable;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.table.TableReader;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;

/**
 * Where the images of each row lie.
 *
 * @param table name
 * @param type of its records
 * @param origin of every one of them
 */
public record RowTable(String table, Class<? extends SpecificRecord> type, Origin origin) {
    public static RowTable of(Row row) {
        return switch (row) {
            case OBSERVATION -> new RowTable(FileNames.MEASUREMENTS, Measurement.class, Origin.MEASUREMENT);
            case TEACHER_FULL, TEACHER_TRUNCATED, GENERATOR -> new RowTable(
                    FileNames.SAMPLES, Image.class, Origin.GENERATED);
            case HELD_OUT -> new RowTable(FileNames.HELD_OUT, Image.class, Origin.CLEAN);
        };
    }

    /** Opens one part. */
    public Reader open(Folder folder, String part) throws IOException {
        return new Reader(folder, part, origin, TableReader.open(folder, part, type));
    }

    /** Reads the images of a part, in order. */
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

        public boolean hasNext() {
            return rows.hasNext();
        }

        /** @throws DamagedFileException for an image of another origin than the row's */
        public RowImage next() throws IOException {
            RowImage image = RowImage.of(rows.next());
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
