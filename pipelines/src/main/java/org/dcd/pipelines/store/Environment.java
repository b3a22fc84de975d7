package org.dcd.pipelines.store;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Versions and hardware of this process, for manifests and reports; nothing that names a person or a machine. */
public final class Environment {
    private Environment() {}

    public static SortedMap<String, String> describe() {
        SortedMap<String, String> environment = new TreeMap<>(Map.of(
                "java", Runtime.version().toString(),
                "os", System.getProperty("os.name") + " " + System.getProperty("os.version"),
                "architecture", System.getProperty("os.arch"),
                "processors", Integer.toString(Runtime.getRuntime().availableProcessors()),
                "processor", processor(),
                "heap-mb", Long.toString(Runtime.getRuntime().maxMemory() >> 20)));
        environment.putAll(Build.versions());
        memoryMb().ifPresent(mb -> environment.put("memory-mb", Long.toString(mb)));
        return environment;
    }

    private static OptionalLong memoryMb() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? OptionalLong.of(system.getTotalMemorySize() >> 20)
                : OptionalLong.empty();
    }

    /** Model of the processor, where Linux tells. */
    private static String processor() {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return "unknown";
        }
        try (var lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
