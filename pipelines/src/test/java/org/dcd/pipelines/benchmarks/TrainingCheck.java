package org.dcd.pipelines.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TrainingStep;
import org.dcd.transforms.random.Seeds;

/**
 * Writes weights, batches, losses and gradient norms of a few steps to a safetensors file, so that {@code train_peer.py
 * --check} can repeat the steps. Names are {@code teacher/model…} for weights, and {@code <step>/<network>/<input>} for
 * batches and results.
 */
final class TrainingCheck {
    /** The second step depends on the update of the first; later ones would amplify rounding errors. */
    private static final int STEPS = 2;
    /** Large, so that after one step the fake score differs from the teacher and the loss is well-conditioned. */
    private static final double LEARNING_RATE = 1e-3;
    /** EDM's initial weights make residual branches almost 0, which would hide differences in them. */
    private static final double PERTURBATION = 0.02;

    private TrainingCheck() {}

    /** @param name name of the benchmark */
    static Map<String, Object> write(
            String name, BenchmarkCase what, TorchEngine engine, TrainingBenchmark.Factory factory, Path file)
            throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (Workload workload = factory.create(what, engine, (set, spec) -> weights(what, set, spec))) {
            for (String set : workload.initialised()) {
                what.summary()
                        .parameters()
                        .forEach(spec -> tensors.put(
                                set + "/" + spec.name(), Tensor.of(weights(what, set, spec), spec.shape())));
            }
            for (int step = 1; step <= STEPS; step++) {
                for (String network : workload.networks()) {
                    String prefix = step + "/" + network + "/";
                    Map<String, float[]> batch = workload.batch(network, step);
                    TrainingStep result = workload.train(network, batch, step, LEARNING_RATE);
                    batch.forEach((input, values) -> add(tensors, what, prefix + input, values));
                    tensors.put(prefix + "loss", Tensor.of(new double[] {result.loss()}, 1));
                    tensors.put(prefix + "norm", Tensor.of(new double[] {result.gradientNorm()}, 1));
                }
            }
        }
        Map<String, String> metadata = Map.of(
                "what", name,
                "steps", Integer.toString(STEPS),
                "learning-rate", Double.toString(LEARNING_RATE),
                "macs", Long.toString(what.summary().macs()));
        try (OutputStream out = Files.newOutputStream(file)) {
            new Safetensors(tensors, metadata).writeTo(out);
        }
        Map<String, Object> figures = what.describe(name, engine.description());
        figures.put("check", file.toString());
        return figures;
    }

    private static float[] weights(BenchmarkCase what, String set, ParameterSpec spec) {
        float[] values = Initialiser.draw(spec, what.seeds());
        float[] noise = Seeds.normal(what.seeds().of(set + "/" + spec.name(), 0), values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (PERTURBATION * noise[i]);
        }
        return values;
    }

    /** Adds an input with one number or one image for each image of the batch. */
    private static void add(Map<String, Tensor> tensors, BenchmarkCase what, String name, float[] values) {
        long n = what.batch();
        if (values.length == n) {
            tensors.put(name, Tensor.of(values, n, 1, 1, 1));
        } else if (values.length > 0) {
            tensors.put(name, Tensor.of(values, what.shape().batch(n)));
        }
    }
}
