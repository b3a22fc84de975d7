package org.dcd.pipelines.doctor;

import java.util.Optional;
import java.util.Set;
import org.dcd.transforms.natives.NativeProblem;
import org.dcd.transforms.ops.torch.TorchLibraries;
import org.dcd.transforms.ops.torch.TorchMachine;

/** Where libtorch comes from, and whether it loads. The others in its process need it. */
final class LibtorchExamination implements Examination {
    static final String NAME = "libtorch";
    /** Fact: number of GPUs that libtorch sees. */
    static final String GPUS = "gpus";
    /** Fact: whether libtorch is built for CUDA. */
    static final String FOR_CUDA = "for-cuda";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Notes notes) {
        TorchLibraries libraries = TorchLibraries.ofThisProcess();
        boolean forCuda = libraries.flavor().orElse("").startsWith("cu");
        notes.say(libraries.source())
                .fact("source", libraries.source())
                .fact("flavor", libraries.flavor().orElse(""))
                .fact("jni-flavors", libraries.glue().flavors())
                .fact("jni-for", libraries.glue().libtorch())
                .fact("djl", libraries.glue().djl())
                .fact(FOR_CUDA, forCuda);
        libraries.settings().forEach(notes::fact);
        Optional<NativeProblem> problem = libraries.problem();
        if (problem.isPresent()) {
            notes.error(problem.get());
            return;
        }
        TorchMachine machine = TorchMachine.load();
        Set<String> features = machine.features();
        String blas = features.contains("MKL") ? "MKL" : "no MKL";
        notes.say("BLAS " + blas)
                .say("convolutions " + (features.contains("MKLDNN") ? "oneDNN" : "without oneDNN"))
                .fact("version", machine.version())
                .fact("folder", machine.folder().toString())
                .fact("blas", features.contains("MKL") ? "mkl" : "other")
                .fact("features", features.stream().toList())
                .fact(GPUS, machine.gpus().size());
    }
}
