package org.dcd.transforms.natives;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Reasons;

/**
 * The folder for copies of native libraries: {@code DJL_CACHE_DIR}, by default {@code ~/.djl.ai}, or the temporary
 * folder if that cannot be used.
 */
public final class NativeFolder {
    private static final String GIVEN = "DJL_CACHE_DIR";
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    /** Java properties with the folders to which Snappy, Zstandard, JNA and Netty copy their native libraries. */
    private static final List<String> LIBRARIES =
            List.of("org.xerial.snappy.tempdir", "ZstdTempFolder", "jna.tmpdir", "io.netty.native.workdir");

    private NativeFolder() {}

    /**
     * If the temporary folder is mounted noexec, sets another folder for the libraries that copy native code to it.
     * Call this before they are loaded. If no other folder is available, nothing is set and the library reports that it
     * cannot load.
     */
    public static void prepareTemporary() {
        temporarySettings(Path.of(System.getProperty("java.io.tmpdir")), candidates(), MOUNTS)
                .forEach((name, folder) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, folder);
                    }
                });
    }

    /** Properties to set; empty if the temporary folder allows execution, or no other folder does. */
    static Map<String, String> temporarySettings(Path temporary, List<Path> candidates, Path mounts) {
        try {
            if (!isNoexec(temporary, mounts)) {
                return Map.of();
            }
        } catch (IOException unknown) {
            return Map.of();
        }
        for (Path candidate : candidates) {
            try {
                if (!isNoexec(candidate, mounts)) {
                    String folder = Files.createDirectories(candidate.resolve("temporary"))
                            .toString();
                    return LIBRARIES.stream().collect(Collectors.toMap(name -> name, name -> folder));
                }
            } catch (IOException unusable) {
                continue;
            }
        }
        return Map.of();
    }

    /**
     * Copies files to a folder from which the operating system can load them, unless it has intact copies.
     *
     * @param name path of the copies relative to the folder for native libraries
     * @param files jar entries by the names of their copies
     * @return the folder for native libraries
     * @throws BadInputException if no folder is writable and allows execution
     */
    public static synchronized Path extract(Path name, Map<String, URL> files) {
        return extract(candidates(), MOUNTS, name, files);
    }

    static Path extract(List<Path> candidates, Path mounts, Path name, Map<String, URL> files) {
        List<String> refused = new ArrayList<>();
        for (Path candidate : candidates) {
            try {
                if (isNoexec(candidate, mounts)) {
                    refused.add(candidate + " is mounted noexec");
                    continue;
                }
                NativeFiles.extract(candidate.resolve(name), files);
                return candidate;
            } catch (IOException e) {
                refused.add(candidate + " cannot be used (" + Reasons.of(e, List.of(candidate)) + ")");
            }
        }
        throw new BadInputException("no usable folder for native libraries: " + String.join(", ", refused) + "; set "
                + GIVEN + " to a folder that is writable and not mounted noexec");
    }

    private static List<Path> candidates() {
        Optional<Path> given = given("ENGINE_CACHE_DIR").or(() -> given(GIVEN));
        if (given.isPresent()) {
            return List.of(given.get());
        }
        return List.of(
                Path.of(System.getProperty("user.home"), ".djl.ai").toAbsolutePath(),
                Path.of(System.getProperty("java.io.tmpdir"), "natives").toAbsolutePath());
    }

    private static Optional<Path> given(String name) {
        String value = System.getenv().getOrDefault(name, System.getProperty(name, ""));
        return value.isBlank() ? Optional.empty() : Optional.of(Path.of(value).toAbsolutePath());
    }

    /** Whether a folder is mounted noexec according to a list of mounts; false if the list cannot be read. */
    static boolean isNoexec(Path folder, Path mounts) throws IOException {
        if (!Files.isReadable(mounts)) {
            return false;
        }
        Path real = folder;
        while (!Files.exists(real) && real.getParent() != null) {
            real = real.getParent();
        }
        real = real.toRealPath();
        Path longest = null;
        boolean noexec = false;
        for (String line : Files.readAllLines(mounts)) {
            String[] words = line.split(" ");
            Path mount = Path.of(unescaped(words[1]));
            // the last of several mounts at the same path applies
            if (real.startsWith(mount) && (longest == null || mount.getNameCount() >= longest.getNameCount())) {
                longest = mount;
                noexec = List.of(words[3].split(",")).contains("noexec");
            }
        }
        return noexec;
    }

    private static String unescaped(String text) {
        return text.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
