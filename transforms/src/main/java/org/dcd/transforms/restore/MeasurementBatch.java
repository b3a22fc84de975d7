package org.dcd.transforms.restore;

import java.util.Arrays;
import java.util.function.IntToLongFunction;
import org.dcd.transforms.measurement.MeasurementModel;

/**
 * Measurements y = A(x) + σε whose images x are asked for. The arrays are shared, not copied.
 *
 * @param y n measurements, row-major
 * @param parameters of A for each, empty when it has none
 * @param sigmas σ of the noise of each, 0 without noise
 * @param ids of each: what is drawn for an image depends on its id, and not on the others
 */
public record MeasurementBatch(MeasurementModel model, float[] y, float[] parameters, float[] sigmas, long[] ids) {
    public MeasurementBatch {
        int n = ids.length;
        if (y.length != n * model.measurement().size()
                || parameters.length != n * parameterSize(model)
                || sigmas.length != n) {
            throw new IllegalArgumentException(
                    n + " measurements of " + model.measurement() + " were given with " + y.length + " values, "
                            + parameters.length + " parameters and " + sigmas.length + " noise levels");
        }
    }

    /** With the parameters that the operator draws from the seed of each. */
    public static MeasurementBatch of(
            MeasurementModel model, float[] y, IntToLongFunction operatorSeeds, float[] sigmas, long[] ids) {
        return new MeasurementBatch(model, y, model.draw(ids.length, operatorSeeds), sigmas, ids);
    }

    private static int parameterSize(MeasurementModel model) {
        return model.parameters().map(shape -> shape.size()).orElse(0);
    }

    /** Number of measurements. */
    public int count() {
        return ids.length;
    }

    /** Measurements from, …, to - 1. */
    public MeasurementBatch part(int from, int to) {
        int size = model.measurement().size();
        int drawn = parameterSize(model);
        return new MeasurementBatch(
                model,
                Arrays.copyOfRange(y, from * size, to * size),
                Arrays.copyOfRange(parameters, from * drawn, to * drawn),
                Arrays.copyOfRange(sigmas, from, to),
                Arrays.copyOfRange(ids, from, to));
    }
}
