package org.dcd.transforms.natives;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The NVIDIA driver of this machine.
 *
 * @param version such as {@code 570.86.15}
 */
public record NvidiaDriver(String version) {
    private static final Path INFO = Path.of("/proc/driver/nvidia/version");

    /** The line of the proprietary and of the open kernel module. */
    private static final Pattern VERSION =
            Pattern.compile("Kernel Module(?:\\s+for\\s+\\S+)?\\s+(\\d+(?:\\.\\d+)+)", Pattern.CASE_INSENSITIVE);

    /**
     * Oldest driver branch that runs programs of each major version of CUDA on Linux. Source: "Minor Version
     * Compatibility", CUDA Compatibility, NVIDIA.
     */
    private static final Map<Integer, Integer> OLDEST = Map.of(11, 450, 12, 525, 13, 580);

    public NvidiaDriver {
        if (!version.matches("\\d+(\\.\\d+)*")) {
            throw new IllegalArgumentException(
                    "the version of a driver must be numbers separated by dots, was '" + version + "'");
        }
    }

    /** The driver that is loaded; empty without one, and on systems where the kernel does not report it. */
    public static Optional<NvidiaDriver> ofThisMachine() {
        return of(INFO);
    }

    /** The driver that a file in the format of {@code /proc/driver/nvidia/version} describes. */
    static Optional<NvidiaDriver> of(Path info) {
        try {
            Matcher version = VERSION.matcher(Files.readString(info, StandardCharsets.ISO_8859_1));
            return version.find() ? Optional.of(new NvidiaDriver(version.group(1))) : Optional.empty();
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /**
     * Why programs for a version of CUDA do not run with this driver; empty when they do, and for unknown versions.
     *
     * @param cuda version of CUDA, such as {@code 12.8}
     */
    public Optional<NativeProblem> problem(String cuda) {
        Integer oldest = OLDEST.get(Integer.valueOf(cuda.replaceFirst("\\..*", "")));
        return oldest == null || branch() >= oldest
                ? Optional.empty()
                : Optional.of(new NativeProblem(
                        "the NVIDIA driver " + version + " is too old for CUDA " + cuda + ", which needs version "
                                + oldest + " or newer",
                        "update the driver, or use libraries for an older CUDA"));
    }

    private int branch() {
        return Integer.parseInt(version.replaceFirst("\\..*", ""));
    }
}
