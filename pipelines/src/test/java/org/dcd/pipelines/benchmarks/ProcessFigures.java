package org.dcd.pipelines.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Figures of this process and machine, with the names that train_peer.py uses. */
final class ProcessFigures {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private ProcessFigures() {}

    /** CPU time of this process so far, on all cores; 0 where the JVM does not know it. */
    static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() * 1e-9
                : 0;
    }

    /** Adds peak memory, machine, date and load; what only /proc knows is left out on other systems. */
    static void describe(Map<String, Object> figures) throws IOException {
        first(STATUS, "VmHWM:", line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10, "peak_rss_mb", figures);
        first(PROCESSORS, "model name", line -> line.replaceFirst(".*:\\s*", ""), "machine", figures);
        figures.putIfAbsent("machine", System.getProperty("os.arch"));
        figures.put("date", LocalDate.now(ZoneId.systemDefault()).toString());
        figures.put(
                "load",
                BenchmarkCase.rounded(
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    }

    private static void first(
            Path file, String start, Function<String, Object> value, String name, Map<String, Object> figures)
            throws IOException {
        if (Files.isReadable(file)) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.filter(line -> line.startsWith(start))
                        .findFirst()
                        .ifPresent(line -> figures.put(name, value.apply(line)));
            }
        }
    }
}
