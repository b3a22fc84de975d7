package org.dcd.pipelines.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.natives.NvidiaDriver;
import org.junit.jupiter.api.Test;

/** What examinations make of given facts; DoctorCommandTest has those of this machine. */
class ExaminationsTest {
    private static final long GB = 1L << 30;

    private final Notes notes = new Notes();

    @Test
    void namesTheInstructionsAndTheCoresThatAreVisible() {
        List<String> info = List.of(
                "processor\t: 0",
                "model name\t: AMD EPYC 9454",
                "flags\t\t: fpu avx2 avx512f avx512_bf16",
                "processor\t: 1",
                "processor\t: 2");

        CpuExamination.run(notes, info, List.of("150000 100000"), 2);

        Finding finding = notes.finding("cpu", 0);
        assertThat(finding.summary()).isEqualTo("AMD EPYC 9454, 2 of 3 cores, AVX2, AVX-512, AVX-512 BF16");
        assertThat(finding.facts()).containsEntry("quota", 1.5).containsEntry("cores-of-machine", 3L);
        assertThat(finding.worst()).isEqualTo(Severity.OK);
    }

    @Test
    void otherProgramsOnTheCoresAreNoted() {
        CpuExamination.load(notes, 8.87, 2);

        assertThat(notes.finding("cpu", 0).problems())
                .containsExactly(new Problem(
                        Severity.NOTE,
                        "other programs use the cores (load 8.9 on 2)",
                        "end them before a training; it would take longer"));
    }

    @Test
    void littleMemoryIsAWarningAndTooLargeAHeapAnError() {
        MemoryExamination.run(notes, 16 * GB, 4 * GB, GB);
        assertThat(notes.finding("memory", 0).worst()).isEqualTo(Severity.OK);

        MemoryExamination.run(notes, 16 * GB, GB, GB);
        assertThat(notes.finding("memory", 0).worst()).isEqualTo(Severity.WARNING);

        MemoryExamination.run(notes, 16 * GB, 15 * GB, 32 * GB);
        assertThat(notes.finding("memory", 0).worst()).isEqualTo(Severity.ERROR);
    }

    @Test
    void anAllocatorThatReturnsMemoryIsAWarning() {
        AllocatorExamination.run(notes, List.of("7f00-7f01 r-xp 0 fe:00 1  /lib/x86_64-linux-gnu/libc.so.6"), 4.4);

        Finding finding = notes.finding("allocator", 0);
        assertThat(finding.facts()).containsEntry("allocator", "glibc");
        assertThat(finding.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.WARNING);
            assertThat(problem.problem()).contains("4.4 times as long");
            assertThat(problem.remedy()).contains("libjemalloc2");
        });
    }

    @Test
    void jemallocIsRecognised() {
        AllocatorExamination.run(
                notes, List.of("7f00-7f01 r-xp 0 fe:00 1     /usr/lib/x86_64-linux-gnu/libjemalloc.so.2"), 1.0);

        assertThat(notes.finding("allocator", 0).facts())
                .containsEntry("allocator", "jemalloc")
                .containsEntry("library", "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2");
        assertThat(notes.finding("allocator", 0).worst()).isEqualTo(Severity.OK);
    }

    @Test
    void slowBfloat16IsNoted() {
        MatrixProductExamination.rates(notes, 60, 100, "cpu", "CPU", " per core");
        assertThat(notes.finding("matrix-product", 0).worst()).isEqualTo(Severity.OK);

        MatrixProductExamination.rates(notes, 60, 9, "cpu", "CPU", " per core");

        Finding finding = notes.finding("matrix-product", 0);
        assertThat(finding.worst()).isEqualTo(Severity.NOTE);
        assertThat(finding.facts()).containsEntry("cpu-bfloat16-gflops-per-core", 9.0);
    }

    @Test
    void theParityOfAGpuIsJudged() {
        GpuParityExamination.judge(notes, 0, Map.of("output", 1e-6, "gradient to input", 3e-6));
        assertThat(notes.finding("gpu-parity", 0).worst()).isEqualTo(Severity.OK);

        GpuParityExamination.judge(notes, 1, Map.of("output", 4e-4, "gradient to input", 3e-6));
        assertThat(notes.finding("gpu-parity", 0).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.remedy()).contains("NVIDIA_TF32_OVERRIDE=0"));

        GpuParityExamination.judge(notes, 2, Map.of("output", Double.NaN));
        assertThat(notes.finding("gpu-parity", 0).worst()).isEqualTo(Severity.ERROR);
    }

    @Test
    void readsTheAnswersOfNvidiaSmi() {
        GpuQuery query = GpuQuery.parse(
                "NVIDIA H100 80GB HBM3, 81559, 81007, 9.0, 570.86.15\nNVIDIA H100 80GB HBM3, 81559, 12, 9.0, 570.86.15\n",
                "Driver Version                            : 570.86.15\nCUDA Version                              : 12.8\n");

        assertThat(query.gpus())
                .hasSize(2)
                .first()
                .isEqualTo(List.of("NVIDIA H100 80GB HBM3", "81559", "81007", "9.0"));
        assertThat(query.cuda()).contains("12.8");
        assertThat(query.driver()).contains("570.86.15");
        assertThat(GpuQuery.parse("No devices were found\n", "").failure())
                .contains("unknown answer: No devices were found");
    }

    @Test
    void gpusThatNothingUsesAreWarnings() {
        Finding torch = new Finding(LibtorchExamination.NAME, "", Map.of("for-cuda", false, "gpus", 0), List.of(), 0);

        examine(Map.of(torch.check(), torch), query("570.86.15", 1), Optional.empty(), 1);

        assertThat(notes.finding("gpu", 0).problems())
                .extracting(Problem::problem)
                .containsExactly(
                        "libtorch is built for CPUs, so training does not use the GPUs",
                        "ONNX Runtime does not use the GPUs, so sampling and scoring run on the CPU");
    }

    @Test
    void gpusThatLibtorchDoesNotSeeAreAnError() {
        Finding torch = new Finding(LibtorchExamination.NAME, "", Map.of("for-cuda", true, "gpus", 1), List.of(), 0);
        Finding ort = new Finding(OnnxRuntimeExamination.NAME, "", Map.of("cuda", true), List.of(), 0);

        examine(Map.of(torch.check(), torch, ort.check(), ort), query("570.86.15", 2), Optional.empty(), 2);

        assertThat(notes.finding("gpu", 0).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.problem()).contains("sees 1 of 2 GPUs"));
    }

    @Test
    void aMachineWithTwoGpusThatAreUsedHasNoProblem() {
        Finding torch = new Finding(LibtorchExamination.NAME, "", Map.of("for-cuda", true, "gpus", 2), List.of(), 0);
        Finding ort = new Finding(OnnxRuntimeExamination.NAME, "", Map.of("cuda", true), List.of(), 0);

        examine(Map.of(torch.check(), torch, ort.check(), ort), query("570.86.15", 2), Optional.empty(), 2);

        assertThat(notes.finding("gpu", 0).problems()).isEmpty();
        assertThat(notes.finding("gpu", 0).summary())
                .contains("driver 570.86.15")
                .contains("CUDA up to 12.8");
    }

    @Test
    void anOldOrMissingDriverIsReported() {
        examine(Map.of(), query("470.82.01", 1), Optional.empty(), 1);
        assertThat(notes.finding("gpu", 0).problems())
                .extracting(Problem::problem)
                .contains("the NVIDIA driver 470.82.01 is too old for CUDA 12.8, which needs version 525 or newer: work"
                        + " runs on the CPU");

        Notes others = new Notes();
        new GpuExamination(Map.of()).run(others, none(Optional.empty()), Optional.empty(), 1, List.of("cpu"));
        assertThat(others.finding("gpu", 0).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.problem()).contains("no driver is loaded"));

        Notes broken = new Notes();
        new GpuExamination(Map.of())
                .run(
                        broken,
                        none(Optional.of("Failed to initialize NVML: Driver/library version mismatch")),
                        Optional.of(new NvidiaDriver("570.86.15")),
                        1,
                        List.of("cpu"));
        assertThat(broken.finding("gpu", 0).worst()).isEqualTo(Severity.ERROR);
    }

    @Test
    void whatAnExaminationThrowsIsAnError() {
        Finding finding = Notes.of(new Examination() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public void run(Notes inner) {
                inner.fact("before", 1);
                throw new NoClassDefFoundError("ai/djl/Engine");
            }
        });

        assertThat(finding.facts()).containsEntry("before", 1);
        assertThat(finding.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.ERROR);
            assertThat(problem.problem()).contains("NoClassDefFoundError: ai/djl/Engine");
        });
    }

    private void examine(Map<String, Finding> known, GpuQuery query, Optional<NvidiaDriver> driver, int installed) {
        new GpuExamination(known).run(notes, query, driver, installed, List.of("cpu", "cu128"));
    }

    private static GpuQuery query(String driver, int gpus) {
        return GpuQuery.parse(("Card, 100, 90, 9.0, " + driver + "\n").repeat(gpus), "CUDA Version : 12.8");
    }

    private static GpuQuery none(Optional<String> failure) {
        return new GpuQuery(List.of(), Optional.empty(), Optional.empty(), failure);
    }
}
