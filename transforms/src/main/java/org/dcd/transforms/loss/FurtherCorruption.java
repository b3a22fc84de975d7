package org.dcd.transforms.loss;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.Ops;

/**
 * The further corruption Ã, which hides more of an image than A. A denoiser that gets Ã(x) and is trained to predict
 * A(x) learns x also where A hides it (Daras et al. 2023; Aali et al. 2025). Its condition states what Ã hides.
 * Measurements have the shape of images.
 */
public interface FurtherCorruption extends Serializable {
    /** Shape of the parameters of Ã for one image. */
    ImageShape parameterShape(MeasurementModel model);

    /**
     * Draws the parameters of Ã for one measurement.
     *
     * @param operatorParameters parameters of A for that measurement
     */
    float[] draw(MeasurementModel model, float[] operatorParameters, long seed);

    /**
     * Draws the parameters of Ã for n measurements.
     *
     * @param operatorParameters parameters of A, n in a row
     * @param seeds seed of each measurement
     * @return parameters of Ã, n in a row
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
     * @param further parameters of Ã, batched
     */
    <T> T hide(Ops<T> ops, MeasurementModel model, T x, T further);

    /** Number k of channels of the condition. */
    int conditionChannels();

    /** The condition of the denoiser for Ã, [n, k, h, w]. */
    <T> T condition(Ops<T> ops, MeasurementModel model, T further);

    /**
     * The mask of shown pixels for the preconditioning, [n, 1, h, w]: 1 where Ã shows a pixel and 0 where it hides it;
     * empty where Ã does not hide single pixels.
     *
     * @param condition result of {@link #condition}
     */
    default <T> Optional<T> seen(Ops<T> ops, T condition) {
        return Optional.empty();
    }

    /**
     * Parameters of Ã as a function of standard normal numbers, with the distribution of {@link #draw}. Samplers and
     * the generator have no measurement and draw them from their latent.
     *
     * @param u standard normal [n, k, h, w]
     */
    <T> T fromLatent(Ops<T> ops, MeasurementModel model, T u);
}
