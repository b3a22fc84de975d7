package org.dcd.transforms.ops.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Shapes;
import org.dcd.transforms.random.Seeds;

/** Compares a convolution and its gradients on two devices, for {@code dcd doctor}. */
public final class DeviceParity {
    /**
     * Largest difference of float32, relative to the largest value. Sums of a few hundred terms differ by about 1e-6;
     * TF32, which has 10 bits instead of 23, differs by more than this.
     */
    public static final double TOLERANCE = 1e-4;

    private static final String FUNCTION = "convolution";
    private static final int IN = 16;
    private static final int OUT = 32;
    private static final int SIZE = 16;
    private static final int KERNEL = 3;
    private static final int BATCH = 8;

    private DeviceParity() {}

    /**
     * Runs the convolution on both devices, with the same inputs.
     *
     * @return largest difference of the output and of each gradient, relative to the largest value of the reference
     */
    public static Map<String, Double> differences(TorchEngine reference, TorchEngine other) {
        return differences(results(reference), results(other));
    }

    static Map<String, Double> differences(Map<String, float[]> reference, Map<String, float[]> other) {
        Map<String, Double> differences = new LinkedHashMap<>();
        reference.forEach((name, values) -> differences.put(name, difference(values, other.get(name))));
        return differences;
    }

    /** NaN if a value of the other device is not finite. */
    private static double difference(float[] reference, float[] other) {
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < reference.length; i++) {
            if (!Float.isFinite(other[i])) {
                return Double.NaN;
            }
            difference = Math.max(difference, Math.abs((double) reference[i] - other[i]));
            largest = Math.max(largest, Math.abs(reference[i]));
        }
        return difference / largest;
    }

    static Map<String, float[]> results(TorchEngine engine) {
        TorchProgram.Builder builder =
                TorchProgram.builder("parity of devices").function(FUNCTION, DeviceParity::convolution);
        try (TorchProgram program = builder.compile(engine);
                ParameterSet weights = ParameterSet.of(
                        engine,
                        builder.parameters(FUNCTION, "w"),
                        ParameterValues.arrays(spec -> Seeds.normal(spec.name().hashCode(), (int) spec.size())))) {
            return program.run(
                    FUNCTION, Map.of("w", weights), BATCH, Map.of("x", Seeds.normal(1, BATCH * IN * SIZE * SIZE)));
        }
    }

    private static Map<String, TorchTensor> convolution(TorchOps ops) {
        long[] shape = {OUT, IN, KERNEL, KERNEL};
        TorchTensor x = leaf(ops, ops.input("x", Shapes.BATCH, IN, SIZE, SIZE), null);
        TorchTensor weight = leaf(ops, ops.parameter("w/weight", Init.ZERO, shape), shape);
        TorchTensor out = ops.conv2d(x, weight, null, 1, KERNEL / 2);
        List<TorchTensor> gradients =
                ops.gradients("torch.sum(torch.mul(" + out + ", " + out + "))", List.of(x, weight));
        Map<String, TorchTensor> results = new LinkedHashMap<>();
        results.put("output", out);
        results.put("gradient to input", gradients.get(0));
        results.put("gradient to weight", gradients.get(1));
        return results;
    }

    private static TorchTensor leaf(TorchOps ops, TorchTensor a, long[] shape) {
        return new TorchTensor(
                ops.let("torch.requires_grad_(torch.detach(" + a + "))").code(), shape);
    }
}
