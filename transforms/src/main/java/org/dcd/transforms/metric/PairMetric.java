package org.dcd.transforms.metric;

import java.util.Arrays;
import java.util.List;
import org.dcd.transforms.image.ImageShape;

/** A metric of pairs of an image and its reference image: the mean over all pairs. */
public interface PairMetric extends Metric {
    /** Range of the values, the width of [-1, 1]. */
    double RANGE = 2;

    @Override
    default MetricInput input() {
        return MetricInput.PAIRS;
    }

    /**
     * The score of one pair; may be positive infinity for equal images.
     *
     * @param x image [c, h, w] in [-1, 1], row-major
     * @param reference reference image of the same shape
     */
    double of(float[] x, float[] reference, ImageShape shape);

    @Override
    default Accumulator accumulator(SetPart part) {
        ImageShape shape = part.shape();
        return new PairValues(ScoreNames.of(this).get(0), batch -> {
            double[] values = new double[batch.n()];
            Arrays.setAll(values, i -> of(image(batch.vectors(), i, shape), image(batch.partners(), i, shape), shape));
            return values;
        });
    }

    private static float[] image(float[] images, int i, ImageShape shape) {
        return Arrays.copyOfRange(images, i * shape.size(), (i + 1) * shape.size());
    }

    @Override
    default List<MetricValue> finish(SetSummary row, SetSummary reference) {
        return ((PairValues) row).mean();
    }
}
