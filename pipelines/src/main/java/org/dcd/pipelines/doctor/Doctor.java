package org.dcd.pipelines.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs all examinations of this machine. */
public final class Doctor {
    /** Examinations that call libtorch, in the order in which they run in one process. */
    private static final List<Examination> TORCH = List.of(
            new LibtorchExamination(),
            new AllocatorExamination(),
            new MatrixProductExamination(),
            new ConvolutionExamination(),
            new GpuParityExamination());

    /** Examinations that call ONNX Runtime. */
    private static final List<Examination> ORT = List.of(new OnnxRuntimeExamination());

    /** Names in the order of the output. */
    private static final List<String> ORDER = List.of(
            "java",
            "cpu",
            "memory",
            "disk",
            "libtorch",
            "allocator",
            "matrix-product",
            "convolution",
            "onnx-runtime",
            "gpu",
            "gpu-parity");

    private Doctor() {}

    /**
     * Examines this machine. Each examination fails by itself.
     *
     * @param store folder of the store; empty if it is remote
     * @return one finding for each examination
     */
    public static List<Finding> examine(Optional<Path> store) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        for (Examination examination : List.of(
                new JavaExamination(), new CpuExamination(), new MemoryExamination(), new DiskExamination(store))) {
            findings.add(Notes.of(examination));
        }
        findings.addAll(new ChildProcesses(List.of()).run(names(TORCH)));
        findings.addAll(new ChildProcesses(List.of()).run(names(ORT)));
        Map<String, Finding> known = findings.stream().collect(Collectors.toMap(Finding::check, finding -> finding));
        findings.add(Notes.of(new GpuExamination(known)));
        findings.sort(Comparator.comparing(finding -> ORDER.indexOf(finding.check())));
        return List.copyOf(findings);
    }

    static List<String> names(List<Examination> examinations) {
        return examinations.stream().map(Examination::name).toList();
    }

    /** The examination of a name among those that run in processes of their own. */
    static Examination ofName(String name) {
        return Arrays.asList(TORCH, ORT).stream()
                .flatMap(List::stream)
                .filter(examination -> examination.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no examination " + name));
    }
}
