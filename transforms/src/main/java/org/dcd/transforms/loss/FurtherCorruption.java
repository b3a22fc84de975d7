package org.dcd.transforms.loss;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.Ops;

/**
 * Ã, which hides more of an image than A did, so that a denoiser that sees Ã(x) and is judged on A(x) learns x where A
 * hid it (Daras et al. 2023; Aali et al. 2025). The denoiser is told what is hidden: its condition. Measurements have
 * the shape of images.
 */
public interface FurtherCorruption extends Serializable {
    /** Shape of the parameters of Ã for one image. */
    ImageShape parameterShape(MeasurementModel model);

    /**
     * Draws the parameters of Ã for one measurement.
     *
     * @param operatorParameters of A for that measurement
     */
    float[] draw(MeasurementModel model, float[] operatorParameters, long seed);

    /**
     * Draws the parameters of Ã for n measurements.
     *
     * @param operatorParameters of A, n of them
     * @param seeds of each measurement
     */
    default float[] draw(MeasurementModel model, int n, float[] operatorParameters, IntToLongFunction seeds) {
        int size = parameterShape(model).size();
        int given = operatorParameters.length / n;
        float[] all = new float[n * size];
        for (int i = 0; i < n; i++) {
            float[] one = Arrays.copyOfRange(operatorParameters, i * given, (i + 1) * given);
            System.arraycopy(draw(model, one, seeds.applyAsLong(i)), 0, all, i * size, size);
        }
        return all;
    }

    /**
     * Ã(x).
     *
     * @param x [n, c, h, w]
     * @param further parameters, batched
     */
    <T> T hide(Ops<T> ops, MeasurementModel model, T x, T further);

    /** Channels of the condition. */
    int conditionChannels();

    /** What the denoiser is told of Ã: [n, k, h, w]. */
    <T> T condition(Ops<T> ops, MeasurementModel model, T further);

    /**
     * 1 at pixels that Ã shows and 0 at those that it hides, [n, 1, h, w], for a preconditioning that knows them; empty
     * where no pixel is hidden for itself.
     *
     * @param condition as {@link #condition} gives it
     */
    default <T> Optional<T> seen(Ops<T> ops, T condition) {
        return Optional.empty();
    }

    /**
     * Parameters of Ã as a function of standard normal numbers, distributed as {@link #draw}s, so that samplers and the
     * generator, which have no measurement, draw them from their latent.
     *
     * @param u standard normal [n, k, h, w]
     */
    <T> T fromLatent(Ops<T> ops, MeasurementModel model, T u);
}
