package org.dcd.pipelines.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes with broken libraries, and such that crash. */
class ChildProcessesTest {
    @TempDir
    private Path folder;

    @Test
    void aWrongFolderOfLibtorchIsAnErrorWithItsRemedy() throws InterruptedException {
        List<Finding> findings = with("-DPYTORCH_LIBRARY_PATH=" + folder, "-DPYTORCH_FLAVOR=cpu")
                .run(List.of("libtorch", "matrix-product"));

        assertThat(findings).extracting(Finding::check).containsExactly("libtorch", "matrix-product");
        assertThat(findings.get(0).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.ERROR);
            assertThat(problem.problem()).isEqualTo("PYTORCH_LIBRARY_PATH=" + folder + " has no libtorch.so");
            assertThat(problem.remedy()).startsWith("give the folder that contains it");
        });
        assertThat(findings.get(1).summary()).isEqualTo(ExaminationProcess.SKIPPED);
    }

    @Test
    void aLibraryThatDoesNotLoadIsAnError() throws IOException, InterruptedException {
        Files.writeString(folder.resolve(System.mapLibraryName("onnxruntime")), "no library");
        Files.writeString(folder.resolve(System.mapLibraryName("onnxruntime4j_jni")), "no library");

        List<Finding> findings =
                with("-Donnxruntime.native.path=" + folder).run(List.of("onnx-runtime"));

        assertThat(findings).singleElement().satisfies(finding -> assertThat(finding.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.problem())
                        .contains("native library cannot be loaded")
                        .contains(folder.toString())));
    }

    /** The JVM aborts when the arrays of the examination do not fit into its heap. */
    @Test
    void aCrashIsAnErrorOfTheExaminationThatWasRunning() throws InterruptedException {
        List<Finding> findings =
                with("-Xmx12m", "-XX:+CrashOnOutOfMemoryError").run(List.of("onnx-runtime"));

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.check()).isEqualTo("onnx-runtime");
            assertThat(finding.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.severity()).isEqualTo(Severity.ERROR);
                assertThat(problem.problem()).matches("(crashed in native code at|was ended by signal) .*");
            });
        });
    }

    @Test
    void aProcessThatDoesNotStartIsAnError() throws InterruptedException {
        List<Finding> findings = with("-XX:+NoSuchOption").run(List.of("onnx-runtime"));

        assertThat(findings)
                .singleElement()
                .satisfies(finding -> assertThat(finding.problems().get(0).problem())
                        .contains("ended with exit code 1"));
    }

    private static ChildProcesses with(String... options) {
        return new ChildProcesses(List.of(options));
    }
}
