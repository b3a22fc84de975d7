package org.dcd.transforms.restore;

import java.util.Arrays;
import java.util.function.IntToLongFunction;
import org.dcd.transforms.measurement.MeasurementModel;

/**
 * Measurements y = A(x) + σε to restore images x from. The arrays are shared, not copied.
 *
 * @param y n measurements, row-major
 * @param parameters parameters of A for each measurement; empty when A has none
 * @param sigmas noise level σ of each measurement; 0 without noise
 * @param ids id of each measurement; draws for an image depend on its id only
 */
public record MeasurementBatch(MeasurementModel model, float[] y, float[] parameters, float[] sigmas, long[] ids) {
    public MeasurementBatch {
        int n = ids.length;
        if (y.length != n * model.measurement().size()
                || parameters.length != n * parameterSize(model)
                || sigmas.length != n) {
            throw new IllegalArgumentException(
                    n + " measurements of " + model.measurement() + " cannot have " + y.length + " values, "
                            + parameters.length + " parameters and " + sigmas.length + " noise levels");
        }
    }

    /** Measurements whose parameters of A are drawn from a seed for each. */
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

    /** The measurements {@code from} (inclusive) to {@code to} (exclusive). */
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
