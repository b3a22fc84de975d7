package org.dcd.transforms.train;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.specific.SpecificRecord;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.BytesColumn;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.TensorData;

/**
 * Random access to the images of one table. All have one shape and one origin, which is checked for every record when
 * the table is opened. Small tables are held in memory. The values of large ones are read from the files of the table
 * when a batch needs them; memory then holds 16 bytes per image.
 */
public final class TrainingImages implements Closeable {
    /** Greatest number of bytes of float values to hold in memory: 10,922 images of 3x32x32. */
    public static final long MOST_IN_MEMORY = 128L << 20;

    private static final String DATA = "data";

    private final ImageShape shape;
    private final Origin origin;
    private final int[] labels;
    private final float[] sigmas;
    private final long[] operatorSeeds;
    /** Empty when values are read from files. */
    private final float[][] images;

    private int count;
    private DataType type;
    private BytesColumn stored;

    private TrainingImages(ImageShape shape, Origin origin, long rows, long mostInMemory) {
        this.shape = shape;
        this.origin = origin;
        int n = Math.toIntExact(rows);
        this.labels = new int[n];
        this.sigmas = new float[n];
        this.operatorSeeds = new long[n];
        this.images = rows * shape.size() * Float.BYTES <= mostInMemory ? new float[n][] : new float[0][];
    }

    /**
     * Opens a table of measurements.
     *
     * @throws IllegalStateException for a record of another origin or shape: training accepts measurements only
     */
    public static TrainingImages measurements(Folder folder, String table, ImageShape shape) throws IOException {
        return measurements(folder, table, shape, MOST_IN_MEMORY);
    }

    /**
     * Opens a table of measurements with another limit of memory.
     *
     * @param mostInMemory greatest number of bytes of float values to hold in memory
     * @throws IllegalStateException for a record of another origin or shape
     */
    public static TrainingImages measurements(Folder folder, String table, ImageShape shape, long mostInMemory)
            throws IOException {
        long rows = Tables.rows(folder, table, Measurement.class);
        TrainingImages all = new TrainingImages(shape, Origin.MEASUREMENT, rows, mostInMemory);
        Tables.read(folder, table, Measurement.class, m -> {
            all.expected().check(m.getId(), m.getOrigin(), m.getChannels(), m.getHeight(), m.getWidth());
            all.add(m.getDataType(), m.getData(), m.getLabel(), (float) m.getSigma(), m.getOperatorSeed());
        });
        return all.whole(folder, table, Measurement.class);
    }

    /** Opens a table of clean images, for features of clean references only. */
    public static TrainingImages clean(Folder folder, String table, ImageShape shape) throws IOException {
        TrainingImages all =
                new TrainingImages(shape, Origin.CLEAN, Tables.rows(folder, table, Image.class), MOST_IN_MEMORY);
        Tables.read(folder, table, Image.class, image -> {
            all.expected()
                    .check(image.getId(), image.getOrigin(), image.getChannels(), image.getHeight(), image.getWidth());
            all.add(image.getDataType(), image.getData(), image.getLabel(), 0, 0);
        });
        return all.whole(folder, table, Image.class);
    }

    private ExpectedImage expected() {
        return new ExpectedImage(shape, origin);
    }

    private void add(DataType dataType, ByteBuffer data, int label, float sigma, long operatorSeed) {
        if (type != null && type != dataType) {
            throw new IllegalStateException("images are stored as " + type + " and as " + dataType);
        }
        type = dataType;
        float[] values = new float[shape.size()];
        TensorData.decode(dataType, data, shape.size(), values, 0);
        if (images.length > 0) {
            images[count] = values;
        }
        labels[count] = label;
        sigmas[count] = sigma;
        operatorSeeds[count] = operatorSeed;
        count++;
    }

    private TrainingImages whole(Folder folder, String table, Class<? extends SpecificRecord> records)
            throws IOException {
        if (images.length == 0 && count > 0) {
            stored = BytesColumn.open(folder, table, records, DATA, TensorData.bytes(type, shape.size()));
        }
        return this;
    }

    /** Number of images. */
    public int count() {
        return count;
    }

    /** Shape of an image, [channels, height, width]. */
    public ImageShape shape() {
        return shape;
    }

    /** Origin of all images. */
    public Origin origin() {
        return origin;
    }

    /**
     * The images at some indices, row-major [n, c, h, w].
     *
     * @throws UncheckedIOException when the files can no longer be read
     */
    public float[] images(int... indices) {
        int size = shape.size();
        float[] batch = new float[indices.length * size];
        for (int i = 0; i < indices.length; i++) {
            if (images.length > 0) {
                System.arraycopy(images[indices[i]], 0, batch, i * size, size);
            } else {
                TensorData.decode(type, read(indices[i]), size, batch, i * size);
            }
        }
        return batch;
    }

    private ByteBuffer read(int index) {
        try {
            return stored.read(index);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Labels at some indices; -1 for none. */
    public int[] labels(int... indices) {
        int[] batch = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            batch[i] = labels[indices[i]];
        }
        return batch;
    }

    /** Noise levels at some indices; 0 for clean images. */
    public float[] sigmas(int... indices) {
        float[] batch = new float[indices.length];
        for (int i = 0; i < indices.length; i++) {
            batch[i] = sigmas[indices[i]];
        }
        return batch;
    }

    /** Seed of the operator's parameters of one measurement. */
    public long operatorSeed(int index) {
        return operatorSeeds[index];
    }

    @Override
    public void close() throws IOException {
        if (stored != null) {
            stored.close();
        }
    }
}
