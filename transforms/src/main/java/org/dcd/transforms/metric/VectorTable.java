package org.dcd.transforms.metric;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;
import org.dcd.schemas.DamagedFileException;
import org.dcd.schemas.DataType;
import org.dcd.schemas.FeatureVector;
import org.dcd.schemas.Image;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.RowConsumer;
import org.dcd.schemas.table.TableWriter;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.image.TensorData;

/** Vectors of images as tables, and back into memory. */
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

    /** At most so many vectors of a table, spread evenly over it. */
    public static Vectors read(Folder folder, String table, long most) throws IOException {
        Gathering gathering = new Gathering(folder, table, Tables.rows(folder, table, FeatureVector.class), most);
        Tables.read(folder, table, FeatureVector.class, row -> {
            int d = row.getValues().remaining() / Float.BYTES;
            gathering.place(d).ifPresent(at -> row.getValues()
                    .duplicate()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(gathering.values, at, d));
        });
        return gathering.vectors();
    }

    /** The values of at most so many images of a table, spread evenly over it. */
    public static Vectors readImages(Folder folder, String table, long most) throws IOException {
        Gathering gathering = new Gathering(folder, table, Tables.rows(folder, table, Image.class), most);
        RowConsumer<Image> gather = image -> {
            DataType type = image.getDataType();
            int d = image.getChannels() * image.getHeight() * image.getWidth();
            gathering.place(d).ifPresent(at -> TensorData.decode(type, image.getData(), d, gathering.values, at));
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

        /** Where the next vector goes, if it is one of those that are kept. */
        Optional<Integer> place(int length) {
            if (taken == 0 && values.length == 0) {
                d = length;
                if ((long) kept * d > Integer.MAX_VALUE - 8) {
                    throw new IllegalArgumentException(kept + " vectors of " + d
                            + " numbers are more than an array holds; lower images of the metric");
                }
                values = new float[kept * d];
            }
            if (length != d || length == 0) {
                throw new DamagedFileException(folder, table, "holds vectors of " + d + " and of " + length);
            }
            return Vectors.isKept(index++, all, kept) ? Optional.of(d * taken++) : Optional.empty();
        }

        Vectors vectors() {
            return new Vectors(kept, d, values);
        }
    }
}
