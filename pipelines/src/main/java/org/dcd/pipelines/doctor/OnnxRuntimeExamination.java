package org.dcd.pipelines.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dcd.transforms.natives.NativeProblem;
import org.dcd.transforms.natives.NvidiaDriver;
import org.dcd.transforms.ort.OrtLibraries;
import org.dcd.transforms.ort.OrtMachine;
import org.dcd.transforms.ort.OrtModel;

/** Where ONNX Runtime comes from, whether it and its CUDA provider load, and its rate. */
final class OnnxRuntimeExamination implements Examination {
    static final String NAME = "onnx-runtime";
    /** Fact: whether the CUDA provider can be used. */
    static final String CUDA = "cuda";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Notes notes) {
        OrtLibraries libraries = OrtLibraries.ofThisProcess();
        notes.fact("jars", libraries.jars());
        Optional<NativeProblem> problem = libraries.problem();
        if (problem.isPresent()) {
            notes.error(problem.get());
            return;
        }
        String version = OrtModel.runtime();
        List<String> providers = OrtMachine.providers();
        double rate = OrtMachine.rate();
        notes.say(version)
                .say(OrtMachine.hasCuda() ? "built for CUDA" : "built for CPUs")
                .say(String.format(Locale.ROOT, "CPU %.0f GFLOP/s per core in float32", rate))
                .fact("version", version)
                .fact("providers", providers)
                .fact("cpu-float32-gflops-per-core", rate);
        Optional<String> cuda = OrtMachine.hasCuda() ? OrtMachine.cudaProblem() : Optional.empty();
        notes.fact(CUDA, OrtMachine.hasCuda() && cuda.isEmpty());
        cuda.ifPresent(reason -> notes.problem(
                NvidiaDriver.ofThisMachine().isPresent() ? Severity.ERROR : Severity.WARNING,
                "the CUDA provider of ONNX Runtime does not load: " + reason,
                "put the folders of CUDA 12 and cuDNN 9 on LD_LIBRARY_PATH (docs/gpu.md), or build without"
                        + " DCD_BUILD_ARGS=-Pcuda"));
    }
}
