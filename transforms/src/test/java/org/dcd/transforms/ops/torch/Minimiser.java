package org.dcd.transforms.ops.torch;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.ops.ParameterSpec;

/** Minimises an expression of parameters with Adam and a learning rate that decays to 0. */
final class Minimiser {
    private static final String SET = "net";
    static final String PREFIX = SET + "/";

    private Minimiser() {}

    /** An expression of parameters whose names start with {@link #PREFIX}. */
    interface Body extends Function<TorchOps, TorchTensor> {}

    /** Weights at the end, by name. */
    static Map<String, Tensor> run(Body loss, Function<ParameterSpec, float[]> initial, double rate, int steps) {
        try (NetworkTraining training = new NetworkTraining(
                TorchDevices.of(TorchEngine.cpu()),
                new NetworkTraining.Network("minimiser", SET, loss),
                NetworkTraining.Settings.float32(new Adam(0.9, 0.999, 1e-8, 0), 1),
                false,
                ParameterValues.arrays(initial))) {
            for (int i = 1; i <= steps; i++) {
                double falling = rate * 0.5 * (1 + Math.cos(Math.PI * i / steps));
                training.step(1, Map.of(), new StepSettings(i, falling));
            }
            Map<String, Tensor> weights = new HashMap<>();
            training.weights()
                    .values()
                    .forEach((name, tensor) -> weights.put(name, Tensor.of(tensor.floats(), tensor.shape())));
            return weights;
        }
    }

    /** A copy of the state of a training. */
    static Map<String, Tensor> copy(NetworkTraining training) {
        Map<String, TensorSource> state = new HashMap<>();
        training.save(state);
        Map<String, Tensor> copy = new HashMap<>();
        state.forEach((name, tensor) -> copy.put(name, Tensor.of(tensor.floats(), tensor.shape())));
        return copy;
    }

    static float[] evaluate(Map<String, Tensor> weights, Body expression) {
        Map<String, float[]> values = new HashMap<>();
        weights.forEach((name, tensor) -> values.put(name, tensor.floats()));
        try (TorchFunction function = TorchFunction.of(TorchEngine.cpu(), "expression", values, expression)) {
            return function.value(1, Map.of());
        }
    }
}
