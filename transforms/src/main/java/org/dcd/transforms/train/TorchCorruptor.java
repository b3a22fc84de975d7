package org.dcd.transforms.train;

import java.util.List;
import java.util.Map;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.torch.HostTensor;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.random.Seeds;

/** Corrupts in libtorch, with the same operator definition that training uses. */
public final class TorchCorruptor implements Corruptor {
    private final MeasurementModel model;
    private final TorchFunction function;
    private final TorchFunction inverse;

    public TorchCorruptor(Corruption corruption, ImageShape shape) {
        this.model = new MeasurementModel(corruption.operator(), shape);
        boolean parametric = model.parameters().isPresent();
        this.function = new TorchFunction(
                TorchEngine.best(),
                Map.of(),
                ops -> List.of(model.apply(ops, ops.input(0), parametric ? ops.input(1) : null)));
        this.inverse = new TorchFunction(
                TorchEngine.best(),
                Map.of(),
                ops -> List.of(model.pseudoInverse(ops, ops.input(0), parametric ? ops.input(1) : null)));
    }

    @Override
    public float[] asImages(float[] measurements, long[] operatorSeeds) {
        int n = operatorSeeds.length;
        model.requireMeasurements(measurements, n);
        return evaluate(
                inverse, new HostTensor(measurements, model.measurement().batch(n)), operatorSeeds);
    }

    private float[] evaluate(TorchFunction of, HostTensor input, long[] operatorSeeds) {
        int n = operatorSeeds.length;
        return model.parameters()
                .map(parameters ->
                        of.apply(input, new HostTensor(model.draw(n, i -> operatorSeeds[i]), parameters.batch(n))))
                .orElseGet(() -> of.apply(input))
                .get(0);
    }

    @Override
    public float[] measure(float[] images, long[] operatorSeeds, long[] noiseSeeds, double[] sigmas) {
        int n = sigmas.length;
        model.requireImages(images, n);
        float[] y = evaluate(function, new HostTensor(images, model.image().batch(n)), operatorSeeds);
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
        function.close();
        inverse.close();
    }
}
