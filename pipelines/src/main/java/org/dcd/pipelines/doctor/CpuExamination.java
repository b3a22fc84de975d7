package org.dcd.pipelines.doctor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The processor, how much of it this process may use, and the instructions that libtorch's speed depends on. */
final class CpuExamination implements Examination {
    private static final Path INFO = Path.of("/proc/cpuinfo");
    private static final Path LIMIT = Path.of("/sys/fs/cgroup/cpu.max");

    /** Names of instruction sets by the flags of the kernel. */
    private static final Map<String, String> INSTRUCTIONS = new LinkedHashMap<>();

    static {
        INSTRUCTIONS.put("avx2", "AVX2");
        INSTRUCTIONS.put("avx512f", "AVX-512");
        INSTRUCTIONS.put("avx512_vnni", "AVX-512 VNNI");
        INSTRUCTIONS.put("avx512_bf16", "AVX-512 BF16");
        INSTRUCTIONS.put("amx_bf16", "AMX BF16");
        INSTRUCTIONS.put("asimd", "Neon");
        INSTRUCTIONS.put("sve", "SVE");
        INSTRUCTIONS.put("bf16", "Arm BF16");
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public void run(Notes notes) throws IOException {
        int cores = Runtime.getRuntime().availableProcessors();
        run(notes, SystemFile.lines(INFO), SystemFile.lines(LIMIT), cores);
        load(notes, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), cores);
    }

    static void run(Notes notes, List<String> info, List<String> limit, int visible) {
        String arch = System.getProperty("os.arch");
        String model = value(info, "model name");
        long machine = Math.max(
                visible,
                info.stream().filter(line -> line.startsWith("processor")).count());
        List<String> flags = Arrays.asList((value(info, "flags") + value(info, "Features")).split(" "));
        List<String> instructions = new ArrayList<>();
        INSTRUCTIONS.forEach((flag, name) -> {
            if (flags.contains(flag)) {
                instructions.add(name);
            }
        });
        notes.say(model.isEmpty() ? arch : model)
                .say(visible + (machine > visible ? " of " + machine : "") + (machine == 1 ? " core" : " cores"))
                .fact("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .fact("architecture", arch)
                .fact("model", model)
                .fact("cores", visible)
                .fact("cores-of-machine", machine)
                .fact("instructions", instructions);
        instructions.forEach(notes::say);
        quota(limit).ifPresent(quota -> notes.fact("quota", quota));
        if (!info.isEmpty() && arch.equals("amd64") && !flags.contains("avx2")) {
            notes.warning(
                    "the processor has no AVX2, without which libtorch is several times slower",
                    "use another machine, or let the virtual machine pass the instructions of its host on");
        }
        if (System.getenv("ONEDNN_MAX_CPU_ISA") != null) {
            notes.problem(
                    Severity.NOTE,
                    "ONEDNN_MAX_CPU_ISA=" + System.getenv("ONEDNN_MAX_CPU_ISA")
                            + " limits the instructions of libtorch",
                    "unset it if the convolutions below are right without it");
        }
    }

    /** @param load mean number of threads that use or want a core, in the last minute; negative where it is unknown */
    static void load(Notes notes, double load, int cores) {
        if (load >= 0) {
            notes.fact("load", load);
        }
        if (load > cores) {
            notes.problem(
                    Severity.NOTE,
                    String.format(Locale.ROOT, "other programs use the cores (load %.1f on %d)", load, cores),
                    "end them before a training; it would take longer");
        }
    }

    /** CPUs that the control group may use at a time; Java counts them in its cores already. */
    private static Optional<Double> quota(List<String> limit) {
        String[] words = limit.isEmpty() ? new String[0] : limit.get(0).split(" ");
        return words.length == 2 && words[0].matches("\\d+")
                ? Optional.of(Double.parseDouble(words[0]) / Double.parseDouble(words[1]))
                : Optional.empty();
    }

    /** The value of the first line with a name, or nothing. */
    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.matches(name + "\\s*:.*"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("");
    }
}
