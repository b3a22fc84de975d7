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
        assertThat(findings.get(1).worst()).isEqualTo(Severity.SKIPPED);
    }

    @Test
    void aLibraryThatDoesNotLoadIsAnError() throws IOException, InterruptedException {
        Files.writeString(folder.resolve(System.mapLibraryName("onnxruntime")), "no library");
        Files.writeString(folder.resolve(System.mapLibraryName("onnxruntime4j_jni")), "no library");

        List<Finding> findings = with("-Donnxruntime.native.path=" + folder).run(List.of("onnx-runtime"));

        assertThat(findings).singleElement().satisfies(finding -> assertThat(finding.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.problem())
                        .contains("native library cannot be loaded")
                        .contains(folder.toString())));
    }

    /** The JVM aborts when the arrays of the examination do not fit into its heap. */
    @Test
    void aCrashIsAnErrorOfTheExaminationThatWasRunning() throws InterruptedException {
        List<Finding> findings = with("-Xmx12m", "-XX:+CrashOnOutOfMemoryError").run(List.of("onnx-runtime"));

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.check()).isEqualTo("onnx-runtime");
            assertThat(finding.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.severity()).isEqualTo(Severity.ERROR);
                assertThat(problem.problem()).contains("OutOfMemory");
            });
        });
    }

    @Test
    void aProcessThatDoesNotStartIsAnError() throws InterruptedException {
        List<Finding> findings = with("-XX:+NoSuchOption").run(List.of("onnx-runtime"));

        assertThat(findings).singleElement().satisfies(finding -> assertThat(
                        finding.problems().get(0).problem())
                .contains("ended with exit code 1"));
    }

    @Test
    void aCrashIsDescribedByItsReasonAndPlace() {
        List<String> crash = List.of(
                "#",
                "# A fatal error has been detected by the Java Runtime Environment:",
                "#",
                "#  SIGSEGV (0xb) at pc=0x00007f2b9c0f2e10, pid=12, tid=13",
                "#",
                "# Problematic frame:",
                "# C  [libtorch_cpu.so+0x1234]  at::native::add+0x10");

        assertThat(ChildProcesses.death(134, crash, List.of("noise")))
                .isEqualTo(
                        "crashed: SIGSEGV (0xb) at pc=0x00007f2b9c0f2e10, pid=12, tid=13 in C  [libtorch_cpu.so+0x1234]"
                                + "  at::native::add+0x10");
        assertThat(ChildProcesses.death(134, List.of(), List.of("terminate called", "  what():  bad", "frame #22", "")))
                .isEqualTo("was ended by signal 6: what():  bad");
        assertThat(ChildProcesses.death(1, List.of(), List.of("Error: no such option")))
                .isEqualTo("ended with exit code 1: Error: no such option");
    }

    private static ChildProcesses with(String... options) {
        return new ChildProcesses(List.of(options));
    }
}
