package org.dcd.transforms.train;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
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
 * the table is opened. Tables that fit into {@link #mostInMemory} are held in memory as they are stored. The values of
 * larger ones are read from the files of the table when a batch needs them, through the page cache of the system;
 * memory then holds 16 bytes per image. Thread-safe after opening.
 */
public final class TrainingImages implements Closeable {
    /** Share of the heap for all tables of a process: 1/8. */
    private static final int SHARE_OF_HEAP = 8;

    private static final HeapShare SHARE = new HeapShare(mostInMemory());

    private static final String DATA = "data";

    private final ImageShape shape;
    private final Origin origin;
    private final int[] labels;
    private final float[] sigmas;
    private final long[] operatorSeeds;
    private final HeapShare share;
    /** Receives the values of a record that is checked. */
    private final float[] checked;
    /** Stored values of each image; null when they are read from files. */
    private byte[][] held;

    private int count;
    private DataType type;
    private BytesColumn stored;

    private TrainingImages(ImageShape shape, Origin origin, long rows, HeapShare share) {
        this.shape = shape;
        this.origin = origin;
        int n = Math.toIntExact(rows);
        this.labels = new int[n];
        this.sigmas = new float[n];
        this.operatorSeeds = new long[n];
        this.share = share;
        this.checked = new float[shape.size()];
    }

    /** Greatest number of bytes of heap for all tables of this process together: an eighth of the heap. */
    public static long mostInMemory() {
        return Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    }

    /**
     * Opens a table of measurements.
     *
     * @throws IllegalStateException for a record of another origin or shape: training accepts measurements only
     */
    public static TrainingImages measurements(Folder folder, String table, ImageShape shape) throws IOException {
        return measurements(folder, table, shape, SHARE);
    }

    /**
     * Opens a table of measurements with another limit of memory.
     *
     * @param mostInMemory greatest number of bytes to hold in memory, independent of other tables
     * @throws IllegalStateException for a record of another origin or shape
     */
    public static TrainingImages measurements(Folder folder, String table, ImageShape shape, long mostInMemory)
            throws IOException {
        return measurements(folder, table, shape, new HeapShare(mostInMemory));
    }

    static TrainingImages measurements(Folder folder, String table, ImageShape shape, HeapShare share)
            throws IOException {
        return open(folder, table, Measurement.class, shape, Origin.MEASUREMENT, share, (all, m) -> {
            all.expected().check(m.getId(), m.getOrigin(), m.getChannels(), m.getHeight(), m.getWidth());
            all.add(m.getDataType(), m.getData(), m.getLabel(), (float) m.getSigma(), m.getOperatorSeed());
        });
    }

    /** Opens a table of clean images, for features of clean references only. */
    public static TrainingImages clean(Folder folder, String table, ImageShape shape) throws IOException {
        return open(folder, table, Image.class, shape, Origin.CLEAN, SHARE, (all, image) -> {
            all.expected()
                    .check(image.getId(), image.getOrigin(), image.getChannels(), image.getHeight(), image.getWidth());
            all.add(image.getDataType(), image.getData(), image.getLabel(), 0, 0);
        });
    }

    private static <R extends SpecificRecord> TrainingImages open(
            Folder folder,
            String table,
            Class<R> type,
            ImageShape shape,
            Origin origin,
            HeapShare share,
            BiConsumer<TrainingImages, R> add)
            throws IOException {
        TrainingImages all = new TrainingImages(shape, origin, Tables.rows(folder, table, type), share);
        try {
            Tables.read(folder, table, type, row -> add.accept(all, row));
            if (all.held == null && all.count > 0) {
                all.stored = BytesColumn.open(folder, table, type, DATA, TensorData.bytes(all.type, shape.size()));
            }
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
        return all;
    }

    private ExpectedImage expected() {
        return new ExpectedImage(shape, origin);
    }

    private void add(DataType dataType, ByteBuffer data, int label, float sigma, long operatorSeed) {
        if (type != null && type != dataType) {
            throw new IllegalStateException("images are stored as " + type + " and as " + dataType);
        }
        if (type == null && share.take((long) labels.length * TensorData.bytes(dataType, shape.size()))) {
            held = new byte[labels.length][];
        }
        type = dataType;
        TensorData.decode(dataType, data, shape.size(), checked, 0);
        if (held != null) {
            held[count] = new byte[data.remaining()];
            data.duplicate().get(held[count]);
        }
        labels[count] = label;
        sigmas[count] = sigma;
        operatorSeeds[count] = operatorSeed;
        count++;
    }

    /** Whether values are held in memory, otherwise they are read from files. */
    boolean isInMemory() {
        return held != null;
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
            ByteBuffer data = held != null ? ByteBuffer.wrap(held[indices[i]]) : read(indices[i]);
            TensorData.decode(type, data, size, batch, i * size);
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
        } else if (held != null) {
            held = null;
            share.giveBack((long) labels.length * TensorData.bytes(type, shape.size()));
        }
    }
}
