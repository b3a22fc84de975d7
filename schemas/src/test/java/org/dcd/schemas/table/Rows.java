package org.dcd.schemas.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.dcd.schemas.Contract;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;

/** Rows for tests of tables. */
final class Rows {
    private Rows() {}

    static Image image(long id, int side) {
        byte[] pixels = new byte[side * side];
        new Random(id).nextBytes(pixels);
        return new Image(id, Origin.CLEAN, (int) (id % 10), 1, side, side, DataType.U8, ByteBuffer.wrap(pixels));
    }

    static List<Image> images(int n, int side) {
        return LongStream.range(0, n).mapToObj(id -> image(id, side)).toList();
    }

    static Measurement measurement(long id, float... values) {
        ByteBuffer data = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return new Measurement(id, Origin.MEASUREMENT, -1, 1, 1, values.length, DataType.F32, data, id * 31, -id, 0.25);
    }

    static Score score(String row, double value) {
        Contract contract = new Contract(
                "fd[classifier]",
                "classifier",
                "ab12",
                64,
                "none",
                "u8",
                "N-1",
                "train",
                9000L,
                List.of(-1.0, 1.0),
                "Fréchet distance",
                "");
        return new Score(row, "fd", value, 1L, true, contract, 0.25, 2000L, 7L, 0, 1);
    }

    static <T extends SpecificRecord> List<T> read(Folder folder, String name, Class<T> type) throws IOException {
        List<T> rows = new ArrayList<>();
        Tables.readFile(folder, name, type, rows::add);
        return rows;
    }

    static <T extends SpecificRecord> void write(Folder folder, String name, Class<T> type, List<T> rows)
            throws IOException {
        TableWriter.write(folder, name, type, out -> {
            for (T row : rows) {
                out.add(row);
            }
        });
    }
}
