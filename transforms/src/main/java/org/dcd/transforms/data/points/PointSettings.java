package org.dcd.transforms.data.points;

import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * Settings shared by data sets of drawn points. A point of d numbers is a float image of shape [d, 1, 1].
 *
 * @param dimension d
 * @param count number of points, including held-out ones
 * @param heldOut number of points excluded from training
 * @param subset fraction of the other points used for training, in (0, 1]
 */
record PointSettings(
        int dimension,
        @Range(PointSettings.COUNT) int count,
        @Range("[0, count)") int heldOut,
        @Range("(0, 1]") double subset) {
    /** Range of {@code count}. */
    static final String COUNT = "[2, 100000000]";

    PointSettings {
        Ranges.check(PointSettings.class, count, heldOut, subset);
    }

    DatasetSource.Summary summary() {
        return new DatasetSource.Summary(count, dimension, 1, 1, 0, DataType.F32);
    }

    /** Passes the points of the given ids to the consumer, in order. */
    void read(LongStream ids, LongFunction<float[]> point, Consumer<Image> consumer) {
        ids.forEach(id -> {
            float[] values = point.apply(id);
            consumer.accept(new Image(
                    id, Origin.CLEAN, -1, dimension, 1, 1, DataType.F32, TensorData.encodeF32(values, 0, dimension)));
        });
    }
}
