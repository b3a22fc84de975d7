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

/**
 * What data sets of drawn points have alike. A point of d numbers is an image of shape [d, 1, 1] in floats.
 *
 * @param dimension d
 * @param count number of points, held-out ones included
 * @param heldOut points kept away from training
 * @param subset share of the other points that is trained on, in (0, 1]
 */
record PointSettings(int dimension, int count, int heldOut, double subset) {
    PointSettings {
        Range.within("dataset.count", count, 2, 100_000_000);
        Range.within("dataset.held-out", heldOut, 0, count - 1.0);
        if (!(subset > 0 && subset <= 1)) {
            throw new IllegalArgumentException("dataset.subset must be in (0, 1], was " + subset);
        }
    }

    DatasetSource.Summary summary() {
        return new DatasetSource.Summary(count, dimension, 1, 1, 0, DataType.F32);
    }

    /** Hands over the points of some ids, in their order. */
    void read(LongStream ids, LongFunction<float[]> point, Consumer<Image> consumer) {
        ids.forEach(id -> {
            float[] values = point.apply(id);
            consumer.accept(new Image(
                    id, Origin.CLEAN, -1, dimension, 1, 1, DataType.F32, TensorData.encodeF32(values, 0, dimension)));
        });
    }
}
