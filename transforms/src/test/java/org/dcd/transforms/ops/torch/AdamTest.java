package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;

/** The first step of Adam moves each weight by the learning rate against the sign of its gradient. */
class AdamTest {
    private static final double RATE = 1e-3;
    /** Adam's ε and rounding matter for gradients below this fraction of the largest. */
    private static final double SMALL = 1e-3;

    private static final int IMAGES = 2;
    private static final int SIDE = 6;

    /**
     * Convolutions in each of their forms in libtorch. Some of their gradients have other strides than the weights:
     * those of more than one output channel, computed by a matrix product.
     */
    private static TorchTensor loss(TorchOps ops) {
        TorchTensor x = ops.constant(Seeds.normal(1, IMAGES * 3 * SIDE * SIDE), IMAGES, 3, SIDE, SIDE);
        TorchTensor h = convolution(ops, "in", x, 3, 16, 3);
        h = convolution(ops, "inner", ops.silu(h), 16, 16, 3);
        h = convolution(ops, "pointwise", ops.silu(h), 16, 16, 1);
        TorchTensor out = convolution(ops, "out", ops.silu(h), 16, 3, 3);
        return ops.mean(ops.multiply(out, out), 0, 1, 2, 3);
    }

    private static TorchTensor convolution(TorchOps ops, String name, TorchTensor x, int in, int out, int kernel) {
        TorchTensor weight = ops.parameter(Minimiser.PREFIX + name + ".weight", Init.XAVIER, out, in, kernel, kernel);
        return ops.conv2d(x, weight, ops.parameter(Minimiser.PREFIX + name + ".bias", Init.ZERO, out), 1, kernel / 2);
    }

    private static float[] initial(ParameterSpec spec) {
        return Seeds.normal(spec.name().hashCode(), (int) spec.size());
    }

    /** Gradients by parameter, as libtorch computes them. */
    private static Map<String, float[]> gradients() {
        TorchProgram.Builder builder = TorchProgram.builder("gradients").function("gradients", ops -> {
            ops.train("net");
            TorchTensor loss = loss(ops);
            List<TorchTensor> gradients = ops.gradients("torch.sum(" + loss + ")", ops.used("net"));
            Map<String, TorchTensor> named = new LinkedHashMap<>();
            for (int i = 0; i < gradients.size(); i++) {
                named.put(ops.parameters("net").get(i).name(), gradients.get(i));
            }
            return named;
        });
        TorchEngine engine = TorchEngine.cpu();
        try (TorchProgram program = builder.compile(engine);
                ParameterSet weights = ParameterSet.of(
                        engine, builder.parameters("gradients", "net"), ParameterValues.arrays(AdamTest::initial))) {
            return program.run("gradients", Map.of("net", weights), IMAGES, Map.of());
        }
    }

    @Test
    void everyWeightMovesAgainstItsOwnGradient() {
        Map<String, float[]> before = new HashMap<>();
        // The second of two steps has a learning rate of 0.
        Map<String, Tensor> after = Minimiser.run(
                AdamTest::loss,
                spec -> {
                    before.put(spec.name(), initial(spec));
                    return initial(spec);
                },
                2 * RATE,
                2);

        gradients().forEach((name, gradient) -> {
            float[] moved = after.get(name).floats();
            double largest = 0;
            for (float g : gradient) {
                largest = Math.max(largest, Math.abs(g));
            }
            for (int i = 0; i < moved.length; i++) {
                if (Math.abs(gradient[i]) > SMALL * largest) {
                    assertThat((moved[i] - before.get(name)[i]) / RATE)
                            .as("%s[%s] with gradient %s", name, i, gradient[i])
                            .isCloseTo(-Math.signum(gradient[i]), offset(0.01));
                }
            }
        });
    }
}
