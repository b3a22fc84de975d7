package org.dcd.schemas.io;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Memory of a machine, or of the control group (container, Slurm job) that limits this process. Linux reports it in
 * files; elsewhere it is what Java reports of the operating system.
 *
 * @param totalBytes memory that processes can have in all
 * @param availableBytes memory that new work can have now, without swapping; the kernel drops caches for it
 */
public record MachineMemory(long totalBytes, long availableBytes) {
    private static final int KILO = 1024;
    /** Of version 1, a limit that is none. */
    private static final long NO_LIMIT = 1L << 60;

    /** Memory of this machine and control group. */
    public static MachineMemory ofThisMachine() {
        return of(Path.of("/"));
    }

    /** @param root the folder that contains {@code proc} and {@code sys} */
    static MachineMemory of(Path root) {
        MachineMemory memory = ofMachine(root).orElseGet(MachineMemory::ofJava);
        for (MachineMemory limit : limits(root)) {
            memory = new MachineMemory(
                    Math.min(memory.totalBytes(), limit.totalBytes()),
                    Math.max(0, Math.min(memory.availableBytes(), limit.availableBytes())));
        }
        return memory;
    }

    private static MachineMemory ofJava() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            return new MachineMemory(system.getTotalMemorySize(), system.getFreeMemorySize());
        }
        return new MachineMemory(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private static Optional<MachineMemory> ofMachine(Path root) {
        Map<String, Long> kilobytes = numbers(root.resolve("proc/meminfo"));
        Long total = kilobytes.get("MemTotal:");
        Long available = kilobytes.get("MemAvailable:");
        return total == null || available == null
                ? Optional.empty()
                : Optional.of(new MachineMemory(total * KILO, available * KILO));
    }

    /** The limits of the control group of this process and of the groups that contain it. */
    private static List<MachineMemory> limits(Path root) {
        List<MachineMemory> limits = new ArrayList<>();
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && fields[0].equals("0")) {
                Names v2 = new Names("memory.max", "memory.current", "inactive_file");
                collect(root.resolve("sys/fs/cgroup"), fields[2], v2, limits);
            } else if (fields.length == 3 && List.of(fields[1].split(",")).contains("memory")) {
                Names v1 = new Names("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");
                collect(root.resolve("sys/fs/cgroup/memory"), fields[2], v1, limits);
            }
        }
        return limits;
    }

    /**
     * Names of one version of control groups.
     *
     * @param cache key in {@code memory.stat} of cached files, which the kernel drops when it needs memory
     */
    private record Names(String limit, String usage, String cache) {}

    /** Inside a container, the path may be that of the host, and the files of the group are in the mount itself. */
    private static void collect(Path mount, String group, Names names, List<MachineMemory> limits) {
        Path folder = mount.resolve(group.replaceFirst("^/+", "")).normalize();
        if (!folder.startsWith(mount)) {
            folder = mount;
        }
        while (folder.startsWith(mount)) {
            Optional<Long> limit = number(folder.resolve(names.limit()));
            Optional<Long> usage = number(folder.resolve(names.usage()));
            if (limit.isPresent() && usage.isPresent() && limit.get() < NO_LIMIT) {
                long cache = numbers(folder.resolve("memory.stat")).getOrDefault(names.cache(), 0L);
                limits.add(new MachineMemory(limit.get(), limit.get() - usage.get() + cache));
            }
            folder = folder.getParent();
        }
    }

    /** The number in a file; empty when there is no file, or it says {@code max}. */
    private static Optional<Long> number(Path file) {
        return lines(file).stream()
                .filter(line -> line.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .findFirst();
    }

    /** Lines such as {@code MemTotal: 24 kB} or {@code inactive_file 24} by their first word. */
    private static Map<String, Long> numbers(Path file) {
        Map<String, Long> numbers = new HashMap<>();
        for (String line : lines(file)) {
            String[] words = line.trim().split("\\s+");
            if (words.length > 1 && words[1].matches("\\d{1,18}")) {
                numbers.put(words[0], Long.valueOf(words[1]));
            }
        }
        return numbers;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
