package org.dcd.transforms.loss;

import java.util.Arrays;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.MulticoilFourier;
import org.dcd.transforms.ops.Ops;

/** Fewer lines of k-space: acceleration R + 1 instead of R, by hiding lines outside the centre (Aali et al. 2025). */
record FurtherLines() implements FurtherCorruption {
    static int lines(MulticoilFourier operator, int width) {
        return width / (operator.acceleration() + 1);
    }

    private static MulticoilFourier operator(MeasurementModel model) {
        if (model.operator() instanceof MulticoilFourier fourier) {
            return fourier;
        }
        throw new IllegalArgumentException(
                "fewer lines of k-space need the operator multicoil-fourier, was " + model.operator());
    }

    @Override
    public ImageShape parameterShape(MeasurementModel model) {
        return new ImageShape(1, 1, model.image().width());
    }

    @Override
    public float[] draw(MeasurementModel model, float[] operatorParameters, long seed) {
        MulticoilFourier operator = operator(model);
        return operator.dropOuter(
                operatorParameters, lines(operator, model.image().width()), seed);
    }

    @Override
    public <T> T hide(Ops<T> ops, MeasurementModel model, T x, T further) {
        return model.apply(ops, x, further);
    }

    @Override
    public int conditionChannels() {
        return 1;
    }

    /** The mask of the lines, repeated in every row. */
    @Override
    public <T> T condition(Ops<T> ops, MeasurementModel model, T further) {
        float[] ones = new float[model.image().height()];
        Arrays.fill(ones, 1);
        return ops.multiply(further, ops.constant(ones, 1, 1, ones.length, 1));
    }

    /**
     * Each column's sum of u ranks a line; the lines outside the centre with the smallest sums are kept, as many as
     * {@link #draw} keeps.
     */
    @Override
    public <T> T fromLatent(Ops<T> ops, MeasurementModel model, T u) {
        MulticoilFourier operator = operator(model);
        int w = model.image().width();
        float[] centre = new float[w];
        float[] outer = new float[w];
        for (int i = 0; i < w; i++) {
            centre[i] = operator.isCentre(i, w) ? 1 : 0;
            outer[i] = 1 - centre[i];
        }
        T numbers = ops.sum(u, 2);
        T larger = ops.step(ops.subtract(numbers, ops.transpose(numbers, 0, 1, 3, 2)));
        T rank = ops.sum(ops.multiply(larger, ops.constant(outer, 1, 1, w, 1)), 2);
        T first = ops.step(ops.add(ops.multiply(rank, -1), lines(operator, w) - operator.centre(w) - 0.5));
        return ops.add(ops.multiply(first, ops.constant(outer, 1, 1, 1, w)), ops.constant(centre, 1, 1, 1, w));
    }
}
