package org.dcd.transforms.ops.torch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.ops.ParameterSpec;

/** Adam, with a rate that falls to nothing, on an expression of parameters alone. */
final class Minimiser {
    private static final String SET = "net";
    static final String PREFIX = SET + "/";
    private static final HostTensor NO_DATA = new HostTensor(new float[1], 1);

    private Minimiser() {}

    /** An expression of parameters whose names start with {@link #PREFIX}. */
    interface Body extends Function<TorchOps, TorchTensor> {}

    /** Weights at the end, by name. */
    static Map<String, Tensor> run(Body loss, Function<ParameterSpec, float[]> initial, double rate, int steps) {
        TorchProgram.Builder builder = TorchProgram.builder().function("gradients", ops -> {
            ops.train(SET);
            return Adam.emitGradients(ops, loss.apply(ops), SET);
        });
        List<ParameterSpec> parameters = builder.parameters("gradients", SET);
        builder.function("update", ops -> new Adam(0.9, 0.999, 1e-8, 0).emitUpdate(ops, SET, parameters, 1, false));
        TorchEngine engine = TorchEngine.cpu();
        try (TorchProgram program = builder.compile(engine);
                TrainedSet net = new TrainedSet(engine, SET, parameters, false, initial)) {
            ShardedStep step = new ShardedStep(engine, program, "gradients", "update", 1);
            for (int i = 1; i <= steps; i++) {
                double falling = rate * 0.5 * (1 + Math.cos(Math.PI * i / steps));
                step.run(net.lists(), List.of(NO_DATA), falling, i, 0, 0);
            }
            return net.weights().values();
        }
    }

    static float[] evaluate(Map<String, Tensor> weights, Body expression) {
        Map<String, float[]> values = new HashMap<>();
        weights.forEach((name, tensor) -> values.put(name, tensor.floats()));
        try (TorchFunction function =
                new TorchFunction(TorchEngine.cpu(), values, ops -> List.of(expression.apply(ops)))) {
            return function.apply(NO_DATA).get(0);
        }
    }
}
