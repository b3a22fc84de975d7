package org.dcd.pipelines.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.util.ReleaseInfo;

/** Versions and hardware of this process, for manifests and reports. Nothing identifies a person or a machine. */
public final class Environment {
    static final String UNKNOWN = "unknown";

    /** Suffix of a commit when the build contained changes that are not in the commit. */
    static final String CHANGED = "-changed";

    private static final SortedMap<String, String> VERSIONS = readVersions();

    private Environment() {}

    /**
     * The {@link #versions} with the version of Java, operating system, architecture, model and number of processors,
     * and heap and memory in MiB.
     */
    public static SortedMap<String, String> describe() {
        SortedMap<String, String> environment = new TreeMap<>(Map.of(
                "java", Runtime.version().toString(),
                "os", System.getProperty("os.name") + " " + System.getProperty("os.version"),
                "architecture", System.getProperty("os.arch"),
                "processors", Integer.toString(Runtime.getRuntime().availableProcessors()),
                "processor", processor(),
                "heap-mb", Long.toString(Runtime.getRuntime().maxMemory() >> 20)));
        environment.putAll(VERSIONS);
        memoryMb().ifPresent(mb -> environment.put("memory-mb", Long.toString(mb)));
        return environment;
    }

    /** Versions of DCD ({@code dcd}) and its libraries, and the commit that it was built from ({@code dcd-commit}). */
    public static SortedMap<String, String> versions() {
        return VERSIONS;
    }

    private static OptionalLong memoryMb() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? OptionalLong.of(system.getTotalMemorySize() >> 20)
                : OptionalLong.empty();
    }

    /** Model of the processor on Linux, elsewhere {@code unknown}. */
    private static String processor() {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return UNKNOWN;
        }
        try (var lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** Reads the versions that the build wrote. */
    private static SortedMap<String, String> readVersions() {
        SortedMap<String, String> versions = new TreeMap<>();
        Properties written = properties("versions.properties");
        written.stringPropertyNames().forEach(name -> versions.put(name, written.getProperty(name)));
        versions.put("beam", ReleaseInfo.getReleaseInfo().getVersion());
        versions.put("dcd-commit", commit(properties("git.properties")));
        return versions;
    }

    /** @param git properties of the commit; empty when the sources were not in a work tree of git */
    static String commit(Properties git) {
        String commit = git.getProperty("git.commit.id.full", git.getProperty("git.commit.id", ""));
        if (!commit.matches("[0-9a-f]{40,64}")) {
            return UNKNOWN;
        }
        return git.getProperty("git.dirty", "").equals("false") ? commit : commit + CHANGED;
    }

    private static Properties properties(String name) {
        Properties properties = new Properties();
        try (InputStream in = Environment.class.getResourceAsStream(name)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name + " of this build cannot be read", e);
        }
        return properties;
    }
}
