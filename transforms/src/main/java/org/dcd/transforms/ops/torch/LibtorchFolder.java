package org.dcd.transforms.ops.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder with libtorch, described without loading it.
 *
 * @param folder the folder with {@code libtorch.so}
 * @param forCuda whether it contains {@code libtorch_cuda.so}
 * @param version version without suffix, such as {@code 2.7.1}; empty when no file states it
 * @param cuda version of CUDA that it is built for, such as {@code 12.8}; empty when no file states it
 */
public record LibtorchFolder(Path folder, boolean forCuda, Optional<String> version, Optional<String> cuda) {
    static final String LIBRARY = System.mapLibraryName("torch");

    /** File of an unpacked libtorch: {@code 2.7.1+cu128}. */
    private static final String BUILD_VERSION = "build-version";
    /** File of a Python torch. */
    private static final String VERSION_PY = "version.py";

    private static final Pattern STATED = Pattern.compile("(\\d+\\.\\d+\\.\\d+)[^+]*(?:\\+cu(\\d+)(\\d))?.*");
    private static final Pattern PY_VERSION = Pattern.compile("(?m)^__version__\\s*=\\s*['\"]([^'\"]+)['\"]");
    private static final Pattern PY_CUDA = Pattern.compile("(?m)^cuda\\b[^=]*=\\s*['\"](\\d+\\.\\d+)[^'\"]*['\"]");

    /** Describes a folder. */
    public static LibtorchFolder of(Path folder) throws IOException {
        boolean forCuda = Files.exists(folder.resolve(System.mapLibraryName("torch_cuda")));
        Path parent = folder.toRealPath().getParent();
        String python = read(parent.resolve(VERSION_PY));
        Matcher py = PY_VERSION.matcher(python);
        Matcher stated = STATED.matcher(
                py.find() ? py.group(1) : read(parent.resolve(BUILD_VERSION)).strip());
        boolean isStated = stated.matches();
        Matcher cuda = PY_CUDA.matcher(python);
        Optional<String> ofCuda = cuda.find()
                ? Optional.of(cuda.group(1))
                : isStated && stated.group(2) != null
                        ? Optional.of(stated.group(2) + "." + stated.group(3))
                        : Optional.empty();
        return new LibtorchFolder(folder, forCuda, isStated ? Optional.of(stated.group(1)) : Optional.empty(), ofCuda);
    }

    private static String read(Path file) throws IOException {
        return Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    }

    /**
     * Builds of libtorch in the folder and below: DJL loads all libraries that it finds there. Links to the same file
     * count once.
     */
    List<Path> builds() throws IOException {
        String name = System.mapLibraryName("torch_cpu");
        TreeSet<Path> builds = new TreeSet<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith(name))
                    .toList()) {
                builds.add(file.toRealPath());
            }
        }
        return List.copyOf(builds);
    }

    /** {@code libtorch 2.7.1 for CUDA 12.8 in /opt/libtorch/lib}. */
    public String describe() {
        return "libtorch" + version.map(" "::concat).orElse("")
                + (forCuda ? " for CUDA" + cuda.map(" "::concat).orElse("") : " for CPUs") + " in " + folder;
    }
}
