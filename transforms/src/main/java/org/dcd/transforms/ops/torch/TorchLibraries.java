package org.dcd.transforms.ops.torch;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.transforms.natives.NativeProblem;
import org.dcd.transforms.natives.NvidiaDriver;

/**
 * Which libtorch DJL would load, and what is wrong with that choice. Nothing is loaded.
 *
 * @param settings {@code PYTORCH_LIBRARY_PATH}, {@code PYTORCH_FLAVOR} and {@code PYTORCH_VERSION}, those that are set
 * @param bundled libtorch on the class path, for this operating system and architecture
 * @param glue JNI libraries on the class path
 * @param cached folders of JNI libraries that DJL has copied, by version, flavour and classifier
 * @param driver the NVIDIA driver
 */
public record TorchLibraries(
        Map<String, String> settings,
        List<TorchBundle> bundled,
        TorchGlue glue,
        Path cached,
        Optional<NvidiaDriver> driver) {
    static final String PATH = "PYTORCH_LIBRARY_PATH";
    static final String FLAVOR = "PYTORCH_FLAVOR";
    static final String VERSION = "PYTORCH_VERSION";

    private static final String GUIDE = " (docs/gpu.md)";

    public TorchLibraries {
        settings = Map.copyOf(settings);
        bundled = List.copyOf(bundled);
    }

    /** The libraries that this process would load. */
    public static TorchLibraries ofThisProcess() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : List.of(PATH, FLAVOR, VERSION)) {
            String value = setting(name);
            if (!value.isBlank()) {
                settings.put(name, value);
            }
        }
        Path cache = Path.of(
                Stream.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR")
                        .map(TorchLibraries::setting)
                        .filter(value -> !value.isEmpty())
                        .findFirst()
                        .orElse(Path.of(System.getProperty("user.home"), ".djl.ai")
                                .toString()),
                "pytorch");
        return new TorchLibraries(
                settings, TorchBundle.ofClassPath(), TorchGlue.ofClassPath(), cache, NvidiaDriver.ofThisMachine());
    }

    /** DJL also reads environment variable before Java property. */
    private static String setting(String name) {
        return System.getenv().getOrDefault(name, System.getProperty(name, ""));
    }

    /**
     * Checks the libraries of this process.
     *
     * @throws org.dcd.schemas.BadInputException if DJL could not load them, or would load others than those that are
     *     set
     */
    public static void check() {
        ofThisProcess().problem().ifPresent(problem -> {
            throw problem.exception();
        });
    }

    /** The folder in {@code PYTORCH_LIBRARY_PATH} that DJL loads; empty for the libtorch on the class path. */
    public Optional<LibtorchFolder> given() {
        return folders().stream().findFirst().map(TorchLibraries::folder);
    }

    private static LibtorchFolder folder(Path folder) {
        try {
            return LibtorchFolder.of(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Folders of {@code PYTORCH_LIBRARY_PATH} with libtorch. */
    private List<Path> folders() {
        return Stream.of(settings.getOrDefault(PATH, "").split(File.pathSeparator))
                .filter(entry -> !entry.isBlank())
                .map(Path::of)
                .map(path -> path.endsWith(LibtorchFolder.LIBRARY)
                        ? path.toAbsolutePath().getParent()
                        : path)
                .filter(path -> Files.isRegularFile(path.resolve(LibtorchFolder.LIBRARY)))
                .toList();
    }

    /** What is wrong; empty if nothing is. */
    public Optional<NativeProblem> problem() {
        if (!settings.containsKey(PATH)) {
            return first(bundled, List.of(this::twoBundles, this::ignoredFlavor, this::otherVersion));
        }
        List<Path> folders = folders();
        if (folders.isEmpty()) {
            return problem(
                    PATH + "=" + settings.get(PATH) + " has no " + LibtorchFolder.LIBRARY,
                    "give the folder that contains it, such as lib of an unpacked libtorch or torch/lib of a Python"
                            + " torch, or unset " + PATH + " to use the libtorch for CPUs that DCD ships");
        }
        if (folders.size() > 1) {
            return problem(
                    PATH + " names two folders with libtorch: "
                            + folders.stream()
                                    .map(TorchLibraries::folder)
                                    .map(LibtorchFolder::describe)
                                    .collect(Collectors.joining(" and ")),
                    "keep one of them");
        }
        return first(
                folder(folders.get(0)),
                List.of(this::twoBuilds, this::noFlavor, this::otherFlavor, this::noGlue, this::oldDriver));
    }

    /** The first problem that one of the checks finds. */
    private static <T> Optional<NativeProblem> first(T subject, List<Function<T, Optional<NativeProblem>>> checks) {
        return checks.stream().flatMap(check -> check.apply(subject).stream()).findFirst();
    }

    private static Optional<NativeProblem> problem(String problem, String remedy) {
        return Optional.of(new NativeProblem(problem, remedy));
    }

    private Optional<NativeProblem> twoBundles(List<TorchBundle> bundles) {
        return bundles.size() < 2
                ? Optional.empty()
                : problem(
                        "the class path has two builds of libtorch: "
                                + bundles.stream().map(TorchBundle::describe).collect(Collectors.joining(" and ")),
                        "remove one of them; plug-ins must not contain libtorch");
    }

    private Optional<NativeProblem> ignoredFlavor(List<TorchBundle> bundles) {
        String flavor = settings.getOrDefault(FLAVOR, "cpu");
        return flavor.equals("cpu")
                        || bundles.stream().anyMatch(bundle -> bundle.flavor().equals(flavor))
                ? Optional.empty()
                : problem(
                        FLAVOR + "=" + flavor + " has no effect without " + PATH
                                + ": work would run on the CPU with the libtorch that DCD ships",
                        "set " + PATH + " to the folder of a libtorch for CUDA" + GUIDE + ", or unset " + FLAVOR);
    }

    private Optional<NativeProblem> otherVersion(List<TorchBundle> bundles) {
        String version = settings.getOrDefault(VERSION, "");
        return bundles.stream().allMatch(bundle -> bundle.version().startsWith(version))
                ? Optional.empty()
                : problem(
                        VERSION + "=" + version + ", but the class path has "
                                + bundles.get(0).describe(),
                        "unset " + VERSION + ", or set " + PATH + " to the folder of that version" + GUIDE);
    }

    private Optional<NativeProblem> twoBuilds(LibtorchFolder libtorch) {
        try {
            List<Path> builds = libtorch.builds();
            return builds.size() < 2
                    ? Optional.empty()
                    : problem(
                            libtorch.folder() + " has several builds of libtorch, all of which DJL would load: "
                                    + builds.stream().map(Path::toString).collect(Collectors.joining(", ")),
                            "keep one build in the folder and its subfolders");
        } catch (IOException e) {
            throw new UncheckedIOException(libtorch.folder() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Optional<NativeProblem> noFlavor(LibtorchFolder libtorch) {
        return settings.containsKey(FLAVOR)
                ? Optional.empty()
                : problem(
                        PATH + " is set, but " + FLAVOR + ", which selects the JNI library of DJL, is not",
                        "set " + FLAVOR + "=" + fitting(libtorch) + " for " + libtorch.describe());
    }

    private String fitting(LibtorchFolder libtorch) {
        return libtorch.forCuda() ? glue.cudaFlavor() : "cpu";
    }

    private Optional<NativeProblem> otherFlavor(LibtorchFolder libtorch) {
        String flavor = settings.get(FLAVOR);
        return flavor.startsWith("cu") == libtorch.forCuda()
                ? Optional.empty()
                : problem(
                        FLAVOR + "=" + flavor + " does not fit " + libtorch.describe(),
                        "set " + FLAVOR + "=" + fitting(libtorch) + ", or " + PATH + " to a libtorch for "
                                + (libtorch.forCuda() ? "CPUs" : "CUDA"));
    }

    /** DJL looks in the folder of libtorch, in its cache and on the class path, in this order. */
    private Optional<NativeProblem> noGlue(LibtorchFolder libtorch) {
        String flavor = settings.get(FLAVOR);
        String wanted = settings.getOrDefault(VERSION, glue.libtorch());
        Path copied = cached.resolve(wanted + "-" + flavor + "-" + TorchGlue.classifier());
        if (glue.isIn(libtorch.folder()) || (settings.containsKey(VERSION) && glue.isIn(copied))) {
            return Optional.empty();
        }
        String build = "build the JNI library of DJL for it and copy it to " + libtorch.folder() + GUIDE;
        String version = libtorch.version().orElse(wanted);
        if (!version.equals(glue.libtorch()) || !wanted.equals(glue.libtorch())) {
            return problem(
                    libtorch.describe() + " has version " + (version.equals(glue.libtorch()) ? wanted : version)
                            + ", but the JNI library of DJL " + glue.djl() + " is for libtorch " + glue.libtorch(),
                    "use libtorch " + glue.libtorch() + ", or " + build);
        }
        return glue.flavors().contains(flavor)
                ? Optional.empty()
                : problem(
                        "DJL " + glue.djl() + " has no JNI library of the flavour " + FLAVOR + "=" + flavor + ", only "
                                + String.join(", ", glue.flavors()),
                        "set " + FLAVOR + "=" + fitting(libtorch) + ", or " + build);
    }

    private Optional<NativeProblem> oldDriver(LibtorchFolder libtorch) {
        return libtorch.forCuda() ? driver.flatMap(found -> libtorch.cuda().flatMap(found::problem)) : Optional.empty();
    }

    /** Where libtorch comes from: the folder that is set, or a jar. */
    public String source() {
        return given().map(LibtorchFolder::describe)
                .orElseGet(() -> bundled.isEmpty()
                        ? "no libtorch on the class path"
                        : bundled.get(0).describe());
    }

    /** Flavour of libtorch: that of the folder that is set, or of the jar; empty if there is neither. */
    public Optional<String> flavor() {
        return settings.containsKey(PATH)
                ? Optional.ofNullable(settings.get(FLAVOR))
                : bundled.stream().map(TorchBundle::flavor).findFirst();
    }

    /** Flavours of the JNI library that run with a driver, or without one. */
    public List<String> fittingFlavors(Optional<NvidiaDriver> with) {
        return glue.flavors().stream().filter(flavor -> runs(flavor, with)).toList();
    }

    private static boolean runs(String flavor, Optional<NvidiaDriver> driver) {
        return !flavor.matches("cu\\d{3}")
                || driver.filter(found -> found.problem(flavor.substring(2, 4) + "." + flavor.substring(4))
                                .isEmpty())
                        .isPresent();
    }
}
