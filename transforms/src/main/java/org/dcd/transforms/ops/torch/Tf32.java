package org.dcd.transforms.ops.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.ParameterSpec;

/**
 * Detects TF32: NVIDIA GPUs may round the factors of float32 products to a mantissa of 10 bits. libtorch does so in
 * convolutions by default, and DJL cannot change it, so the launcher and the workers set the environment variable
 * {@value #SWITCH} to 0. The test is arithmetic: the factors have 12 bits, and their sums are exact in float32.
 */
public final class Tf32 {
    /** Environment variable of NVIDIA's libraries; 0 forbids TF32, even if a program enables it. */
    public static final String SWITCH = "NVIDIA_TF32_OVERRIDE";

    /** Factor that TF32 rounds to 1. */
    private static final float FACTOR = 1 + 0x1p-12f;

    private static final int N = 8;
    private static final int CHANNELS = 64;
    private static final int SIDE = 16;
    /** Terms of each sum. */
    private static final Map<Use, Integer> TERMS = Map.of(Use.PRODUCTS, CHANNELS, Use.CONVOLUTIONS, 9 * CHANNELS);

    /** The result on a device does not change while a process runs. */
    private static final Map<String, Set<Use>> FOUND = new ConcurrentHashMap<>();

    /** Operations that may use TF32. */
    public enum Use {
        /** Matrix products. */
        PRODUCTS,
        /** Convolutions. */
        CONVOLUTIONS
    }

    private Tf32() {}

    /** Operations that use TF32 on a device; always none on the CPU. */
    public static Set<Use> in(TorchEngine engine) {
        return engine.isGpu() ? FOUND.computeIfAbsent(engine.description(), any -> measure(engine)) : Set.of();
    }

    /** Notes of a stage, and one for each device that uses TF32. */
    public static List<String> noted(TorchDevices devices, List<String> notes) {
        List<String> all = new ArrayList<>(notes);
        for (TorchEngine engine : devices.all()) {
            Set<Use> uses = in(engine);
            if (!uses.isEmpty()) {
                all.add(engine.description() + " computed "
                        + uses.stream()
                                .map(use -> use.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(" and "))
                        + " in TF32, with a mantissa of 10 bits; set " + SWITCH + "=0 for float32");
            }
        }
        return List.copyOf(all);
    }

    /** Computes the sums on any device. */
    static Set<Use> measure(TorchEngine engine) {
        TorchProgram.Builder builder = TorchProgram.builder("tf32").function("sums", ops -> {
            TorchTensor x = ops.input("x", -1, CHANNELS, SIDE, SIDE);
            TorchTensor taps = ops.parameter("w/taps", Init.ONE, CHANNELS, CHANNELS, 3, 3);
            TorchTensor matrix = ops.parameter("w/matrix", Init.ONE, CHANNELS, CHANNELS);
            return Map.of(
                    Use.PRODUCTS.name(), ops.matmul(matrix, ops.reshape(x, 0, CHANNELS, -1)),
                    Use.CONVOLUTIONS.name(), ops.conv2d(x, taps, null, 1, 0));
        });
        float[] factors = new float[N * CHANNELS * SIDE * SIDE];
        Arrays.fill(factors, FACTOR);
        try (TorchProgram program = builder.compile(engine);
                ParameterSet ones =
                        ParameterSet.of(engine, builder.parameters("sums", "w"), ParameterValues.arrays(Tf32::ones))) {
            Map<String, float[]> sums = program.run("sums", Map.of("w", ones), N, Map.of("x", factors));
            Set<Use> uses = EnumSet.noneOf(Use.class);
            TERMS.forEach((use, terms) -> {
                if (isRounded(sums.get(use.name()), terms)) {
                    uses.add(use);
                }
            });
            return uses;
        }
    }

    private static float[] ones(ParameterSpec spec) {
        float[] values = new float[Math.toIntExact(spec.size())];
        Arrays.fill(values, 1);
        return values;
    }

    /** Whether any sum is nearer to that of rounded factors than to the exact one. */
    static boolean isRounded(float[] sums, int terms) {
        double middle = terms * (1 + (FACTOR - 1.0) / 2);
        for (float sum : sums) {
            if (!(sum > middle)) {
                return true;
            }
        }
        return false;
    }
}
