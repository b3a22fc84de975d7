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
 * Where native libraries of jars are copied to: where {@code DJL_CACHE_DIR} says, else {@code ~/.djl.ai}, else the
 * temporary folder of the process.
 */
public final class NativeFolder {
    private static final String GIVEN = "DJL_CACHE_DIR";
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    /** Properties with the folders to which Snappy, Zstandard, JNA and Netty copy the native parts of their jars. */
    private static final List<String> LIBRARIES =
            List.of("org.xerial.snappy.tempdir", "ZstdTempFolder", "jna.tmpdir", "io.netty.native.workdir");

    private NativeFolder() {}

    /**
     * Names another folder for the libraries that copy native parts to the temporary folder, when that one is mounted
     * noexec. Call it before they load. Where no other folder can be used, the library that cannot load says so.
     */
    public static void prepareTemporary() {
        temporarySettings(Path.of(System.getProperty("java.io.tmpdir")), candidates(), MOUNTS)
                .forEach((name, folder) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, folder);
                    }
                });
    }

    /** Properties to set; none when the temporary folder or no other one allows code. */
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
     * Copies files to where the system can load them, unless intact copies are there.
     *
     * @param name below the folder for all native libraries
     * @param files entries of jars by the names of their copies
     * @return the folder for all native libraries
     * @throws BadInputException when there is no such folder
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
        throw new BadInputException("no folder for native libraries: " + String.join(", ", refused) + "; set " + GIVEN
                + " to a folder that can be written and is not mounted noexec");
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

    /** Whether the system refuses to load code from there, as far as a list of mounts tells. */
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
            // of mounts at one place the last counts
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
