package org.dcd.transforms.metric;

import java.io.IOException;
import java.nio.ByteOrder;
import org.dcd.schemas.DataType;
import org.dcd.schemas.FeatureVector;
import org.dcd.schemas.Image;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.table.TableWriter;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.image.TensorData;

/** Writes vectors of images to tables, and reads them into memory. */
public final class VectorTable {
    private VectorTable() {}

    /** Adds one vector. */
    public static void add(TableWriter<FeatureVector> out, long id, float[] values, int offset, int d)
            throws IOException {
        out.add(FeatureVector.newBuilder()
                .setId(id)
                .setValues(TensorData.encodeF32(values, offset, d))
                .build());
    }

    /**
     * Reads vectors of a table, evenly spread over it.
     *
     * @param most greatest number of vectors
     */
    public static Vectors read(Folder folder, String table, long most) throws IOException {
        Gathering gathering = new Gathering(folder, table, Tables.rows(folder, table, FeatureVector.class), most);
        Tables.read(folder, table, FeatureVector.class, row -> {
            if (gathering.isNextKept()) {
                gathering.take(row);
            }
        });
        return gathering.vectors();
    }

    /**
     * Reads vectors of a set, evenly spread over it.
     *
     * @param table table in which the id of a vector is its position in the set; it may lack vectors that are not read
     * @param all number of vectors of the set
     * @param most greatest number of vectors
     */
    public static Vectors read(Folder folder, String table, long all, long most) throws IOException {
        Gathering gathering = new Gathering(folder, table, all, most);
        Tables.read(folder, table, FeatureVector.class, row -> {
            if (Vectors.isKept(row.getId(), all, gathering.kept)) {
                gathering.take(row);
            }
        });
        return gathering.vectors();
    }

    /**
     * Reads the values of images of a table, evenly spread over it.
     *
     * @param most greatest number of images
     */
    public static Vectors readImages(Folder folder, String table, long most) throws IOException {
        Gathering gathering = new Gathering(folder, table, Tables.rows(folder, table, Image.class), most);
        Tables.RowConsumer<Image> gather = image -> {
            DataType type = image.getDataType();
            int d = image.getChannels() * image.getHeight() * image.getWidth();
            if (gathering.isNextKept()) {
                int at = gathering.place(d);
                TensorData.decode(type, image.getData(), d, gathering.values, at);
            }
        };
        Tables.read(folder, table, Image.class, gather);
        return gathering.vectors();
    }

    private static final class Gathering {
        private final Folder folder;
        private final String table;
        private final long all;
        private final int kept;
        private long index;
        private int taken;
        private int d;
        private float[] values = new float[0];

        Gathering(Folder folder, String table, long all, long most) {
            this.folder = folder;
            this.table = table;
            this.all = all;
            this.kept = Math.toIntExact(Math.min(all, most));
        }

        boolean isNextKept() {
            return Vectors.isKept(index++, all, kept);
        }

        /** Offset of the next vector. */
        int place(int length) {
            if (taken == 0) {
                d = length;
                Vectors.requireRoom(kept, d);
                values = new float[kept * d];
            }
            if (length != d || length == 0) {
                throw new DamagedFileException(folder, table, "holds vectors of " + d + " and of " + length);
            }
            if (taken == kept) {
                throw new DamagedFileException(folder, table, "holds more than " + kept + " of the vectors");
            }
            return d * taken++;
        }

        void take(FeatureVector row) {
            int at = place(row.getValues().remaining() / Float.BYTES);
            row.getValues()
                    .duplicate()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values, at, d);
        }

        Vectors vectors() {
            if (taken < kept) {
                throw new DamagedFileException(folder, table, "holds " + taken + " of " + kept + " vectors");
            }
            return new Vectors(kept, d, values);
        }
    }
}
