package org.dcd.transforms.torch;

import java.util.List;
import java.util.Map;
import org.dcd.transforms.corruption.Corruption;
import org.dcd.transforms.corruption.Corruptor;
import org.dcd.transforms.corruption.ForwardOperator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.random.Seeds;

/** Corrupts in libtorch, with the same operator definition that training uses. */
public final class TorchCorruptor implements Corruptor {
    private final ForwardOperator operator;
    private final ImageShape shape;
    private final ImageShape measured;
    private final TorchFunction function;

    public TorchCorruptor(Corruption corruption, ImageShape shape) {
        this.operator = corruption.operator();
        this.shape = shape;
        this.measured = operator.measurementShape(shape);
        boolean parametric = operator.parameterShape(shape).isPresent();
        this.function = new TorchFunction(
                TorchEngine.best(),
                Map.of(),
                ops -> List.of(operator.apply(ops, ops.input(0), parametric ? ops.input(1) : null)));
    }

    @Override
    public float[] measure(float[] images, long[] operatorSeeds, long[] noiseSeeds, double[] sigmas) {
        int n = sigmas.length;
        HostTensor x = new HostTensor(images, shape.batch(n));
        float[] y = operator.parameterShape(shape)
                .map(parameters -> function.apply(x, drawn(operator, shape, parameters, operatorSeeds)))
                .orElseGet(() -> function.apply(x))
                .get(0);
        int size = measured.size();
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

    static HostTensor drawn(ForwardOperator operator, ImageShape shape, ImageShape parameters, long[] seeds) {
        float[] all = new float[seeds.length * parameters.size()];
        for (int i = 0; i < seeds.length; i++) {
            System.arraycopy(
                    operator.drawParameters(shape, seeds[i]), 0, all, i * parameters.size(), parameters.size());
        }
        return new HostTensor(all, parameters.batch(seeds.length));
    }

    @Override
    public void close() {
        function.close();
    }
}
