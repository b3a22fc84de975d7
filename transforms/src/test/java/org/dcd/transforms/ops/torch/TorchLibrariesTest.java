package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.natives.NativeProblem;
import org.dcd.transforms.natives.NvidiaDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of the environment against folders with files that have the names of libtorch's. */
class TorchLibrariesTest {
    private static final TorchGlue GLUE = new TorchGlue("2.7.1", "0.36.0", List.of("cpu", "cu128"));
    private static final TorchBundle CPU = new TorchBundle("2.7.1-20250812", "cpu", "pytorch-native-cpu.jar");
    private static final TorchBundle CUDA = new TorchBundle("2.7.1-20250812", "cu128", "other.jar");

    @TempDir
    private Path folder;

    @Test
    void theLibrariesOfTheBuildFit() {
        TorchLibraries libraries = TorchLibraries.ofThisProcess();

        assertThat(libraries.problem()).isEmpty();
        assertThat(libraries.bundled()).hasSize(1);
        assertThat(libraries.glue().flavors()).contains("cpu");
        assertThat(libraries.bundled().get(0).version())
                .startsWith(libraries.glue().libtorch());
        assertThat(libraries.source()).contains("pytorch-native-cpu").contains(".jar");
    }

    @Test
    void aLibtorchForCudaWithItsFlavorFits() throws IOException {
        Path libtorch = unpacked("libtorch", "2.7.1+cu128", true);

        TorchLibraries libraries = with(libtorch, "cu128");

        assertThat(libraries.problem()).isEmpty();
        assertThat(libraries.source()).isEqualTo("libtorch 2.7.1 for CUDA 12.8 in " + libtorch);
        assertThat(libraries.flavor()).contains("cu128");
    }

    @Test
    void aPythonTorchStatesItsVersionAndCuda() throws IOException {
        Path libtorch = python("2.7.1+cu126", "12.6");

        assertThat(LibtorchFolder.of(libtorch))
                .isEqualTo(new LibtorchFolder(libtorch, true, Optional.of("2.7.1"), Optional.of("12.6")));
        assertThat(with(libtorch, "cu128").problem())
                .as("one JNI library serves all CUDA builds of a version")
                .isEmpty();
    }

    @Test
    void aFolderWithoutLibtorchIsReported() {
        assertThat(message(with(folder, "cpu")))
                .contains("PYTORCH_LIBRARY_PATH=" + folder + " has no " + LibtorchFolder.LIBRARY)
                .contains("; give the folder that contains it");
    }

    @Test
    void twoFoldersWithLibtorchAreReported() throws IOException {
        Path cpu = unpacked("cpu", "2.7.1+cpu", false);
        Path cuda = unpacked("cuda", "2.7.1+cu128", true);
        Map<String, String> settings =
                Map.of(TorchLibraries.PATH, cuda + File.pathSeparator + cpu, TorchLibraries.FLAVOR, "cu128");

        assertThat(message(with(settings)))
                .contains("two folders with libtorch: libtorch 2.7.1 for CUDA 12.8 in " + cuda)
                .contains("and libtorch 2.7.1 for CPUs in " + cpu);
    }

    @Test
    void twoBuildsInOneFolderAreReportedButLinksAreNot() throws IOException {
        Path libtorch = unpacked("libtorch", "2.7.1+cpu", false);
        Path library = libtorch.resolve(System.mapLibraryName("torch_cpu"));
        Files.createSymbolicLink(libtorch.resolve(library.getFileName() + ".2"), library);
        assertThat(with(libtorch, "cpu").problem()).isEmpty();

        Path old =
                Files.createFile(Files.createDirectory(libtorch.resolve("old")).resolve(library.getFileName()));

        assertThat(message(with(libtorch, "cpu"))).contains("several builds").contains(old.toString());
    }

    @Test
    void aMissingFlavorIsReportedWithTheOneThatFits() throws IOException {
        Path libtorch = unpacked("libtorch", "2.7.1+cu128", true);

        assertThat(message(with(Map.of(TorchLibraries.PATH, libtorch.toString()))))
                .contains("PYTORCH_FLAVOR, which selects the JNI library of DJL, is not")
                .contains("set PYTORCH_FLAVOR=cu128 for libtorch 2.7.1 for CUDA 12.8");
    }

    @Test
    void aFlavorOfTheOtherKindIsReported() throws IOException {
        Path cpu = unpacked("cpu", "2.7.1+cpu", false);
        Path cuda = unpacked("cuda", "2.7.1+cu128", true);

        assertThat(message(with(cuda, "cpu")))
                .contains("PYTORCH_FLAVOR=cpu does not fit libtorch 2.7.1 for CUDA 12.8")
                .contains("set PYTORCH_FLAVOR=cu128");
        assertThat(message(with(cpu, "cu128")))
                .contains("PYTORCH_FLAVOR=cu128 does not fit libtorch 2.7.1 for CPUs")
                .contains("set PYTORCH_FLAVOR=cpu");
    }

    @Test
    void anotherVersionNeedsAJniLibraryOfItsOwn() throws IOException {
        Path libtorch = unpacked("libtorch", "2.6.0+cu128", true);
        assertThat(message(with(libtorch, "cu128")))
                .contains("has version 2.6.0, but the JNI library of DJL 0.36.0 is for libtorch 2.7.1")
                .contains("docs/gpu.md");

        Files.createFile(libtorch.resolve(TorchGlue.LIBRARY));

        assertThat(with(libtorch, "cu128").problem()).isEmpty();
    }

    @Test
    void aJniLibraryInTheCacheServesTheVersionThatIsSet() throws IOException {
        Path libtorch = unpacked("libtorch", "2.6.0+cpu", false);
        Map<String, String> settings = Map.of(
                TorchLibraries.PATH, libtorch.toString(),
                TorchLibraries.FLAVOR, "cpu",
                TorchLibraries.VERSION, "2.6.0");
        assertThat(message(with(settings))).contains("is for libtorch 2.7.1");

        Path copies = Files.createDirectories(folder.resolve("cache/2.6.0-cpu-" + TorchGlue.classifier()));
        Files.createFile(copies.resolve("0.36.0-" + TorchGlue.LIBRARY));

        assertThat(with(settings).problem()).isEmpty();
    }

    @Test
    void anUnknownFlavorIsReportedWithThoseThatThereAre() throws IOException {
        Path libtorch = unpacked("libtorch", "2.7.1+cu126", true);

        assertThat(message(with(libtorch, "cu126")))
                .contains("no JNI library of the flavour PYTORCH_FLAVOR=cu126, only cpu, cu128")
                .contains("set PYTORCH_FLAVOR=cu128");
    }

    @Test
    void aDriverThatIsTooOldIsReported() throws IOException {
        Path libtorch = unpacked("libtorch", "2.7.1+cu128", true);

        TorchLibraries libraries = new TorchLibraries(
                Map.of(TorchLibraries.PATH, libtorch.toString(), TorchLibraries.FLAVOR, "cu128"),
                List.of(CPU),
                GLUE,
                folder.resolve("cache"),
                Optional.of(new NvidiaDriver("470.82.01")));

        assertThat(message(libraries)).contains("driver 470.82.01 is too old for CUDA 12.8");
        assertThat(libraries.fittingFlavors(libraries.driver())).containsExactly("cpu");
        assertThat(libraries.fittingFlavors(Optional.of(new NvidiaDriver("535.183.01"))))
                .containsExactly("cpu", "cu128");
    }

    @Test
    void settingsWithoutEffectAreReported() {
        assertThat(message(with(Map.of(TorchLibraries.FLAVOR, "cu128"))))
                .contains("PYTORCH_FLAVOR=cu128 has no effect without PYTORCH_LIBRARY_PATH");
        assertThat(message(with(Map.of(TorchLibraries.VERSION, "2.6.0"))))
                .contains("PYTORCH_VERSION=2.6.0, but the class path has libtorch 2.7.1 (cpu)");
        assertThat(with(Map.of(TorchLibraries.FLAVOR, "cpu", TorchLibraries.VERSION, "2.7.1"))
                        .problem())
                .isEmpty();
    }

    @Test
    void twoBuildsOnTheClassPathAreReported() {
        TorchLibraries libraries =
                new TorchLibraries(Map.of(), List.of(CPU, CUDA), GLUE, folder.resolve("cache"), Optional.empty());

        assertThat(message(libraries))
                .contains("libtorch 2.7.1 (cpu) in pytorch-native-cpu.jar and libtorch 2.7.1 (cu128) in other.jar");
    }

    private TorchLibraries with(Path libtorch, String flavor) {
        return with(Map.of(TorchLibraries.PATH, libtorch.toString(), TorchLibraries.FLAVOR, flavor));
    }

    private TorchLibraries with(Map<String, String> settings) {
        return new TorchLibraries(
                settings, List.of(CPU), GLUE, folder.resolve("cache"), Optional.of(new NvidiaDriver("570.86.15")));
    }

    private static String message(TorchLibraries libraries) {
        return libraries.problem().map(NativeProblem::message).orElse("no problem");
    }

    /** A folder as in the archives of libtorch. */
    private Path unpacked(String name, String version, boolean cuda) throws IOException {
        Path lib = Files.createDirectories(folder.resolve(name).resolve("lib"));
        Files.writeString(folder.resolve(name).resolve("build-version"), version + "\n");
        return fill(lib, cuda);
    }

    /** A folder as in a Python torch. */
    private Path python(String version, String cuda) throws IOException {
        Path torch = Files.createDirectories(folder.resolve("site-packages/torch"));
        Files.writeString(
                torch.resolve("version.py"),
                "from typing import Optional\n__version__ = '" + version + "'\ndebug = False\ncuda: Optional[str] = '"
                        + cuda + "'\nhip: Optional[str] = None\n");
        return fill(Files.createDirectory(torch.resolve("lib")), true);
    }

    private static Path fill(Path lib, boolean cuda) throws IOException {
        for (String library : cuda ? List.of("torch", "torch_cpu", "torch_cuda") : List.of("torch", "torch_cpu")) {
            Files.createFile(lib.resolve(System.mapLibraryName(library)));
        }
        return lib;
    }
}
