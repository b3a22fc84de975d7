package org.dcd.pipelines.doctor;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.dcd.pipelines.result.FormattedNumbers;

/** Main memory, and the limit of the control group. */
final class MemoryExamination implements Examination {
    private static final Path INFO = Path.of("/proc/meminfo");
    private static final Path GROUP_LIMIT = Path.of("/sys/fs/cgroup/memory.max");
    private static final Path GROUP_USED = Path.of("/sys/fs/cgroup/memory.current");

    /** Beside the heap, for libtorch and the page cache of a small experiment. */
    private static final long NATIVE = 1L << 30;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void run(Notes notes) throws IOException {
        if (!(ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system)) {
            notes.say("unknown");
            return;
        }
        OptionalLong limit = number(SystemFile.lines(GROUP_LIMIT));
        OptionalLong used = number(SystemFile.lines(GROUP_USED));
        long available = available(SystemFile.lines(INFO)).orElse(system.getFreeMemorySize());
        if (limit.isPresent() && used.isPresent()) {
            available = Math.min(available, limit.getAsLong() - used.getAsLong());
            notes.fact("limit-bytes", limit.getAsLong());
        }
        run(notes, system.getTotalMemorySize(), available, Runtime.getRuntime().maxMemory());
    }

    static void run(Notes notes, long total, long available, long heap) {
        notes.say(FormattedNumbers.bytes(total))
                .say(FormattedNumbers.bytes(available) + " available")
                .fact("total-bytes", total)
                .fact("available-bytes", available);
        if (heap > total) {
            notes.error(
                    "the heap may grow to " + FormattedNumbers.bytes(heap) + ", but there is only "
                            + FormattedNumbers.bytes(total) + " of memory",
                    "lower -Xmx in DCD_JAVA_OPTS, or raise the memory limit of the container");
        } else if (available < heap + NATIVE) {
            notes.warning(
                    FormattedNumbers.bytes(available) + " of memory are available, less than the heap ("
                            + FormattedNumbers.bytes(heap) + ") and 1 GB for libtorch",
                    "end other programs, or raise the memory limit of the container");
        }
    }

    private static OptionalLong available(List<String> info) {
        return info.stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst();
    }

    /** A limit that is {@code max} is none. */
    private static OptionalLong number(List<String> lines) {
        return lines.isEmpty() || !lines.get(0).matches("\\d+")
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(lines.get(0)));
    }
}
