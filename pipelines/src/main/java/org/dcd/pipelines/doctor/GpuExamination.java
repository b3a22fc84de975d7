package org.dcd.pipelines.doctor;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.natives.NvidiaDriver;
import org.dcd.transforms.ops.torch.TorchLibraries;

/**
 * GPUs and their driver, and whether libtorch and ONNX Runtime use them.
 *
 * @param known findings of other examinations by their names
 */
record GpuExamination(Map<String, Finding> known) implements Examination {
    private static final String GUIDE = "follow docs/gpu.md";

    GpuExamination {
        known = Map.copyOf(known);
    }

    @Override
    public String name() {
        return "gpu";
    }

    @Override
    public void run(Notes notes) throws IOException, InterruptedException {
        TorchLibraries libraries = TorchLibraries.ofThisProcess();
        GpuQuery query = GpuQuery.ofThisMachine();
        Optional<NvidiaDriver> driver = query.driver().map(NvidiaDriver::new).or(libraries::driver);
        run(notes, query, driver, GpuQuery.installed(), libraries.fittingFlavors(driver));
    }

    void run(Notes notes, GpuQuery query, Optional<NvidiaDriver> driver, int installed, List<String> flavors) {
        Optional<String> version = query.driver().or(() -> driver.map(NvidiaDriver::version));
        query.gpus().forEach(gpu -> notes.say(gpu.get(0) + " (" + gpu.get(1) + " MB, " + gpu.get(2) + " free)"));
        if (query.gpus().isEmpty()) {
            notes.say(version.isEmpty() ? "no NVIDIA driver" : "no NVIDIA GPU");
        }
        version.ifPresent(text -> notes.say("driver " + text));
        query.cuda().ifPresent(text -> notes.say("CUDA up to " + text));
        notes.say("JNI flavours that fit: " + String.join(", ", flavors))
                .fact("gpus", query.gpus().stream().map(gpu -> gpu.get(0)).toList())
                .fact("memory-mb", query.gpus().stream().map(gpu -> gpu.get(1)).toList())
                .fact(
                        "free-memory-mb",
                        query.gpus().stream().map(gpu -> gpu.get(2)).toList())
                .fact(
                        "compute-capability",
                        query.gpus().stream().map(gpu -> gpu.get(3)).toList())
                .fact("driver", version.orElse(""))
                .fact("driver-cuda", query.cuda().orElse(""))
                .fact("fitting-flavors", flavors);
        query.failure()
                .ifPresent(reason -> notes.error(
                        "nvidia-smi fails: " + reason,
                        "restart the machine after an update of the driver; otherwise install the driver again"));
        if (installed > 0 && version.isEmpty() && query.failure().isEmpty()) {
            notes.warning(
                    installed + " NVIDIA GPU(s) are installed, but no driver is loaded: work runs on the CPU",
                    "install the driver of NVIDIA, version 525 or newer; start containers with --gpus all");
        }
        query.driver()
                .map(NvidiaDriver::new)
                .flatMap(found -> found.problem("12.8"))
                .ifPresent(problem -> notes.warning(problem.problem() + ": work runs on the CPU", problem.remedy()));
        use(notes, query.gpus().size());
    }

    /** Whether the libraries use what the driver offers. */
    private void use(Notes notes, int gpus) {
        Optional<Finding> torch = finding(LibtorchExamination.NAME);
        boolean forCuda = torch.filter(finding -> isTrue(finding, LibtorchExamination.FOR_CUDA))
                .isPresent();
        int seen = torch.map(finding -> finding.facts().get(LibtorchExamination.GPUS))
                .map(number -> ((Number) number).intValue())
                .orElse(0);
        if (gpus > 0 && !forCuda) {
            notes.warning("libtorch is built for CPUs, so training does not use the GPUs", GUIDE);
        } else if (gpus > seen && System.getenv("CUDA_VISIBLE_DEVICES") == null) {
            notes.error(
                    "libtorch is built for CUDA, but sees " + seen + " of " + gpus + " GPUs",
                    "check that the driver fits libtorch's CUDA, and that libcudart.so is beside libtorch or on"
                            + " LD_LIBRARY_PATH (docs/gpu.md)");
        }
        if (gpus == 0 && forCuda) {
            notes.warning(
                    "libtorch is built for CUDA, but there is no GPU: work runs on the CPU",
                    "unset PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR to use the smaller libtorch for CPUs");
        }
        if (gpus > 0
                && finding(OnnxRuntimeExamination.NAME)
                        .filter(ort -> isTrue(ort, OnnxRuntimeExamination.CUDA))
                        .isEmpty()) {
            notes.warning("ONNX Runtime does not use the GPUs, so sampling and scoring run on the CPU", GUIDE);
        }
    }

    private Optional<Finding> finding(String name) {
        return Optional.ofNullable(known.get(name));
    }

    private static boolean isTrue(Finding finding, String fact) {
        return Boolean.TRUE.equals(finding.facts().get(fact));
    }
}
