package org.dcd.transforms.ops.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.ops.Precision;

/** Refuses precisions that a device has no instructions for: libtorch would emulate them, slower than float32. */
public final class PrecisionCheck {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    /** Names of instructions for bfloat16 in {@code /proc/cpuinfo}: x86, x86 with matrix units, Arm. */
    private static final Set<String> BFLOAT16 = Set.of("avx512_bf16", "amx_bf16", "bf16");

    private PrecisionCheck() {}

    /**
     * Checks the precision of a training.
     *
     * @throws BadInputException if a device does not support it, with the remedy
     */
    public static void require(Precision precision, TorchDevices devices) {
        if (!devices.first().isGpu()) {
            requireOnCpu(precision);
        }
    }

    /**
     * Checks the precision of a training on the CPU of this machine.
     *
     * @throws BadInputException if it does not support it, with the remedy
     */
    public static void requireOnCpu(Precision precision) {
        require(precision, cpuInfo());
    }

    /** @param cpuInfo lines of {@code /proc/cpuinfo}; empty if unknown, which accepts bfloat16 */
    static void require(Precision precision, List<String> cpuInfo) {
        String remedy = "; set precision: float32";
        if (precision == Precision.FLOAT16) {
            throw new BadInputException("precision float16 is for GPUs only, and this training runs on a CPU" + remedy
                    + ", or bfloat16 if the CPU has it");
        }
        if (precision == Precision.BFLOAT16 && !cpuInfo.isEmpty() && Collections.disjoint(flags(cpuInfo), BFLOAT16)) {
            throw new BadInputException("precision bfloat16 needs a CPU with AVX512-BF16, AMX or Arm BF16, which this"
                    + " one lacks: training would be slower than in float32" + remedy);
        }
    }

    private static Set<String> flags(List<String> cpuInfo) {
        Set<String> flags = new TreeSet<>();
        cpuInfo.stream()
                .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+"))
                .forEach(words -> flags.addAll(Arrays.asList(words)));
        return flags;
    }

    private static List<String> cpuInfo() {
        try {
            return Files.readAllLines(CPU_INFO);
        } catch (IOException notLinux) {
            return List.of();
        }
    }
}
