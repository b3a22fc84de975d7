package org.dcd.transforms.torch;

import java.util.List;
import java.util.Map;
import org.dcd.transforms.corruption.Corruption;
import org.dcd.transforms.corruption.Corruptor;
import org.dcd.transforms.corruption.MeasurementModel;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.random.Seeds;

/** Corrupts in libtorch, with the same operator definition that training uses. */
public final class TorchCorruptor implements Corruptor {
    private final MeasurementModel model;
    private final TorchFunction function;

    public TorchCorruptor(Corruption corruption, ImageShape shape) {
        this.model = new MeasurementModel(corruption.operator(), shape);
        boolean parametric = model.parameters().isPresent();
        this.function = new TorchFunction(
                TorchEngine.best(),
                Map.of(),
                ops -> List.of(model.apply(ops, ops.input(0), parametric ? ops.input(1) : null)));
    }

    @Override
    public float[] measure(float[] images, long[] operatorSeeds, long[] noiseSeeds, double[] sigmas) {
        int n = sigmas.length;
        HostTensor x = new HostTensor(images, model.image().batch(n));
        float[] y = model.parameters()
                .map(parameters ->
                        function.apply(x, new HostTensor(model.draw(n, i -> operatorSeeds[i]), parameters.batch(n))))
                .orElseGet(() -> function.apply(x))
                .get(0);
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
    }
}
