package org.dcd.transforms.ops.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.ops.ShapeOps.Convolution;
import org.dcd.transforms.ops.Shapes;
import org.dcd.transforms.random.Seeds;

/**
 * Checks the convolutions of a network in the precision of the training, forward and both gradients, against float64
 * before training starts. This is necessary because the oneDNN in libtorch 2.7.1 returns wrong results for float32
 * convolutions with some channel counts on some CPUs.
 */
public final class ConvolutionSelfTest {
    /**
     * Limit on the maximum difference relative to the maximum value in float32; sums of a few thousand terms are well
     * below.
     */
    private static final double TOLERANCE = 1e-3;
    /**
     * Limit in other precisions, in units of their roundoff. Operands and results are rounded, and the loss squares the
     * output, so its gradient has the rounding of the output twice.
     */
    private static final double ROUNDINGS = 8;

    private static final List<String> PARTS = List.of("output", "gradient to input", "gradient to weight");
    private static final int FLOAT64 = 7;
    private static final int FLOAT32 = 6;
    /** Wrong results depend on previous contents of memory. */
    private static final int REPETITIONS = 2;

    /** Each convolution is checked once per process. */
    private static final Set<Verified> VERIFIED = ConcurrentHashMap.newKeySet();

    private record Verified(String engine, Convolution convolution, Precision precision, int batch) {}

    private ConvolutionSelfTest() {}

    /**
     * Checks convolutions on all devices of a training.
     *
     * @param devices devices of the training
     * @param all convolutions of the network
     * @param precision precision of the training
     * @param batch batch size of the check
     * @throws IllegalStateException if a convolution is wrong, with its shape, the difference and a remedy
     */
    public static void check(TorchDevices devices, List<Convolution> all, Precision precision, int batch) {
        for (TorchEngine engine : devices.all()) {
            check(engine, all, precision, batch);
        }
    }

    private static void check(TorchEngine engine, List<Convolution> all, Precision precision, int batch) {
        List<Convolution> convolutions = all.stream()
                .filter(convolution ->
                        !VERIFIED.contains(new Verified(engine.description(), convolution, precision, batch)))
                .toList();
        if (convolutions.isEmpty()) {
            return;
        }
        TorchProgram.Builder builder = TorchProgram.builder("convolution self-test", precision);
        for (int i = 0; i < convolutions.size(); i++) {
            Convolution convolution = convolutions.get(i);
            builder.function("check" + i, ops -> differences(ops, convolution));
        }
        try (TorchProgram program = builder.compile(engine)) {
            for (int i = 0; i < convolutions.size(); i++) {
                Convolution c = convolutions.get(i);
                Map<String, float[]> input =
                        Map.of("x", Seeds.normal(2L * i, Math.toIntExact(batch * c.in() * c.height() * c.width())));
                try (ParameterSet weights = ParameterSet.of(
                        engine,
                        builder.parameters("check" + i, "w"),
                        ParameterValues.arrays(spec -> Seeds.normal(spec.name().hashCode(), (int) spec.size())))) {
                    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
                        verify(c, precision, program.run("check" + i, Map.of("w", weights), batch, input));
                    }
                }
                VERIFIED.add(new Verified(engine.description(), c, precision, batch));
            }
        }
    }

    static void verify(Convolution convolution, Precision precision, Map<String, float[]> differences) {
        double tolerance = precision.isReduced() ? ROUNDINGS * precision.roundoff() : TOLERANCE;
        for (String part : PARTS) {
            float difference = differences.get(part)[0];
            if (!(difference <= tolerance)) {
                throw new IllegalStateException("libtorch returns wrong results in " + precision.label()
                        + " for convolution " + convolution + " on this CPU (" + part + " differs by " + difference
                        + " of its maximum); set ONEDNN_MAX_CPU_ISA=AVX2 in the environment, or use other channel"
                        + " counts" + (precision.isReduced() ? " or precision float32" : ""));
            }
        }
    }

    /** Relative differences of output and gradients between the results as training computes them and float64. */
    private static Map<String, TorchTensor> differences(TorchOps ops, Convolution c) {
        List<TorchTensor> single = results(ops, c, FLOAT32);
        List<TorchTensor> exact = results(ops, c, FLOAT64);
        Map<String, TorchTensor> differences = new LinkedHashMap<>();
        for (int i = 0; i < PARTS.size(); i++) {
            differences.put(
                    PARTS.get(i),
                    ops.let("torch.to(torch.div(torch.max(torch.abs(torch.sub(" + single.get(i) + ", " + exact.get(i)
                            + "))), torch.max(torch.abs(" + exact.get(i) + "))), " + FLOAT32 + ")"));
        }
        return differences;
    }

    private static List<TorchTensor> results(TorchOps ops, Convolution c, int type) {
        TorchTensor x = leaf(ops, ops.input("x", Shapes.BATCH, c.in(), c.height(), c.width()), type, null);
        long[] shape = {c.out(), c.in(), c.kernelHeight(), c.kernelWidth()};
        TorchTensor weight = leaf(ops, ops.parameter("w/weight", Init.ZERO, shape), type, shape);
        TorchTensor bias = leaf(ops, ops.parameter("w/bias", Init.ZERO, c.out()), type, new long[] {c.out()});
        TorchTensor out = type == FLOAT32
                ? ops.backbone(() -> ops.conv2d(x, weight, bias, c.stride(), c.paddingHeight(), c.paddingWidth()))
                : exact(ops, c, x, weight, bias);
        // With the sum of squares as loss, the gradient of the output is not constant.
        String loss = "torch.sum(torch.mul(" + out + ", " + out + "))";
        List<TorchTensor> gradients = ops.gradients(loss, List.of(x, weight));
        return List.of(out, gradients.get(0), gradients.get(1));
    }

    /**
     * Computes a 3-D convolution of depth 1, for which libtorch uses matrix products and prints no warnings about
     * NNPACK.
     */
    private static TorchTensor exact(TorchOps ops, Convolution c, TorchTensor x, TorchTensor weight, TorchTensor bias) {
        String strides = "[1, " + c.stride() + ", " + c.stride() + "]";
        String paddings = "[0, " + c.paddingHeight() + ", " + c.paddingWidth() + "]";
        return ops.let("torch.squeeze(torch.conv3d(torch.unsqueeze(" + x + ", 2), torch.unsqueeze(" + weight + ", 2), "
                + bias + ", " + strides + ", " + paddings + "), 2)");
    }

    private static TorchTensor leaf(TorchOps ops, TorchTensor a, int type, long[] shape) {
        return new TorchTensor(
                ops.let("torch.requires_grad_(torch.detach(torch.to(" + a + ", " + type + ")))")
                        .code(),
                shape);
    }
}
