package org.dcd.transforms.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.TensorData;

/** The images of one table in memory, all of one shape and of one origin, which is checked record by record. */
public final class TrainingImages {
    private final ImageShape shape;
    private final Origin origin;
    private final List<float[]> images = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();
    private final List<Float> sigmas = new ArrayList<>();
    private final List<Long> operatorSeeds = new ArrayList<>();

    private TrainingImages(ImageShape shape, Origin origin) {
        this.shape = shape;
        this.origin = origin;
    }

    /**
     * Reads measurements.
     *
     * @throws IllegalStateException for a record of another origin or shape: training accepts measurements only
     */
    public static TrainingImages measurements(Folder folder, String table, ImageShape shape) throws IOException {
        TrainingImages all = new TrainingImages(shape, Origin.MEASUREMENT);
        Tables.read(folder, table, Measurement.class, m -> {
            all.check(m.getId(), m.getOrigin(), m.getChannels(), m.getHeight(), m.getWidth());
            all.add(m.getDataType(), m.getData(), m.getLabel(), (float) m.getSigma(), m.getOperatorSeed());
        });
        return all;
    }

    /** Reads clean images, for oracle scores alone. */
    public static TrainingImages clean(Folder folder, String table, ImageShape shape) throws IOException {
        TrainingImages all = new TrainingImages(shape, Origin.CLEAN);
        Tables.read(folder, table, Image.class, image -> {
            all.check(image.getId(), image.getOrigin(), image.getChannels(), image.getHeight(), image.getWidth());
            all.add(image.getDataType(), image.getData(), image.getLabel(), 0, 0);
        });
        return all;
    }

    private void check(long id, Origin actual, int channels, int height, int width) {
        if (actual != origin) {
            throw new IllegalStateException("image " + id + " is of origin " + actual + ", expected " + origin);
        }
        if (channels != shape.channels() || height != shape.height() || width != shape.width()) {
            throw new IllegalStateException(
                    "image " + id + " has shape " + new ImageShape(channels, height, width) + ", expected " + shape);
        }
    }

    private void add(DataType type, ByteBuffer data, int label, float sigma, long operatorSeed) {
        float[] values = new float[shape.size()];
        TensorData.decode(type, data, shape.size(), values, 0);
        images.add(values);
        labels.add(label);
        sigmas.add(sigma);
        operatorSeeds.add(operatorSeed);
    }

    public int count() {
        return images.size();
    }

    public ImageShape shape() {
        return shape;
    }

    public Origin origin() {
        return origin;
    }

    /** Images of those indices, row-major [n, c, h, w]. */
    public float[] images(int... indices) {
        float[] batch = new float[indices.length * shape.size()];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(images.get(indices[i]), 0, batch, i * shape.size(), shape.size());
        }
        return batch;
    }

    public int[] labels(int... indices) {
        int[] batch = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            batch[i] = labels.get(indices[i]);
        }
        return batch;
    }

    /** Noise levels of those indices. */
    public float[] sigmas(int... indices) {
        float[] batch = new float[indices.length];
        for (int i = 0; i < indices.length; i++) {
            batch[i] = sigmas.get(indices[i]);
        }
        return batch;
    }

    /** Seed of the operator's parameters of one measurement. */
    public long operatorSeed(int index) {
        return operatorSeeds.get(index);
    }
}
