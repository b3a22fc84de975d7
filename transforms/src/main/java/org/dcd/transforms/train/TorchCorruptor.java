package org.dcd.transforms.train;

import java.util.Map;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.random.Seeds;

/** Applies a corruption in libtorch, with the definition of the operator that training uses. */
public final class TorchCorruptor implements Corruptor {
    private static final String X = "x";
    private static final String OPERATOR = "operator";

    private final MeasurementModel model;
    private final Resources owned;
    private final TorchFunction forward;
    private final TorchFunction inverse;

    /** @param shape shape of the images, [channels, height, width] */
    public TorchCorruptor(TorchEngine engine, Corruption corruption, ImageShape shape) {
        this.model = new MeasurementModel(corruption.operator(), shape);
        try (Resources opening = new Resources()) {
            this.forward = opening.open(() -> TorchFunction.of(
                    engine,
                    "measure",
                    Map.of(),
                    ops -> model.apply(ops, ops.input(X, model.image()), ops.input(OPERATOR, model.parameters()))));
            this.inverse = opening.open(() -> TorchFunction.of(
                    engine,
                    "pseudo-inverse",
                    Map.of(),
                    ops -> model.pseudoInverse(
                            ops, ops.input(X, model.measurement()), ops.input(OPERATOR, model.parameters()))));
            this.owned = opening.keep();
        }
    }

    @Override
    public float[] asImages(float[] measurements, long[] operatorSeeds) {
        model.requireMeasurements(measurements, operatorSeeds.length);
        return evaluate(inverse, measurements, operatorSeeds);
    }

    private float[] evaluate(TorchFunction of, float[] x, long[] operatorSeeds) {
        int n = operatorSeeds.length;
        return of.value(n, Map.of(X, x, OPERATOR, model.draw(n, i -> operatorSeeds[i])));
    }

    @Override
    public float[] measure(float[] images, long[] operatorSeeds, long[] noiseSeeds, double[] sigmas) {
        int n = sigmas.length;
        model.requireImages(images, n);
        float[] y = evaluate(forward, images, operatorSeeds);
        int size = model.measurement().size();
        float[] noise = new float[size];
        for (int i = 0; i < n; i++) {
            if (sigmas[i] > 0) {
                Seeds.fillNormal(noiseSeeds[i], noise, 0, size);
                for (int j = 0; j < size; j++) {
                    y[i * size + j] += (float) (sigmas[i] * noise[j]);
                }
            }
        }
        return y;
    }

    @Override
    public void close() {
        owned.close();
    }
}
