package org.dcd.transforms.stage.features;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.TableReader;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.train.ExpectedImage;

/** Reads the images of some parts of the table of the reference set in order, and checks each of them. */
final class FeatureImages implements Closeable {
    private final Folder folder;
    private final FeaturesSpec spec;
    private final ExpectedImage expected;
    private final Iterator<String> parts;
    private TableReader<?> part;

    FeatureImages(Folder folder, FeaturesSpec spec, List<String> parts) {
        this.folder = folder;
        this.spec = spec;
        this.expected = new ExpectedImage(spec.shape(), spec.origin());
        this.parts = parts.iterator();
    }

    /** Name of the table. */
    static String table(FeaturesSpec spec) {
        return spec.origin() == Origin.CLEAN ? FileNames.TRAIN : FileNames.MEASUREMENTS;
    }

    /** Number of images of a part. */
    static long rows(Folder folder, FeaturesSpec spec, String part) throws IOException {
        try (TableReader<?> reader = open(folder, spec, part)) {
            return reader.rows();
        }
    }

    private static TableReader<?> open(Folder folder, FeaturesSpec spec, String part) throws IOException {
        return switch (spec.origin()) {
            case CLEAN -> TableReader.open(folder, part, Image.class);
            case MEASUREMENT -> TableReader.open(folder, part, Measurement.class);
            case GENERATED -> throw new IllegalArgumentException("features are not trained on generated images");
        };
    }

    /** The next images, at most n, row-major [images, c, h, w]; empty after the last one. */
    float[] next(int n) throws IOException {
        int size = spec.shape().size();
        float[] batch = new float[n * size];
        for (int i = 0; i < n; i++) {
            while (part == null || !part.hasNext()) {
                close();
                if (!parts.hasNext()) {
                    return Arrays.copyOf(batch, i * size);
                }
                part = open(folder, spec, parts.next());
            }
            decode(part.next(), batch, i * size);
        }
        return batch;
    }

    private void decode(Object record, float[] batch, int at) {
        int size = spec.shape().size();
        if (record instanceof Measurement y) {
            expected.check(y.getId(), y.getOrigin(), y.getChannels(), y.getHeight(), y.getWidth());
            TensorData.decode(y.getDataType(), y.getData(), size, batch, at);
        } else {
            Image x = (Image) record;
            expected.check(x.getId(), x.getOrigin(), x.getChannels(), x.getHeight(), x.getWidth());
            TensorData.decode(x.getDataType(), x.getData(), size, batch, at);
        }
    }

    @Override
    public void close() throws IOException {
        if (part != null) {
            part.close();
            part = null;
        }
    }
}
