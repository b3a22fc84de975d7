package org.dcd.transforms.ops.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The libtorch that this process has loaded, and its devices, for {@code dcd doctor}. */
public final class TorchMachine {
    private final Engine engine;

    private TorchMachine(Engine engine) {
        this.engine = engine;
    }

    /**
     * Loads libtorch.
     *
     * @throws org.dcd.schemas.BadInputException if it is set up wrongly
     */
    public static TorchMachine load() {
        return new TorchMachine(TorchEngine.load());
    }

    /** Version that DJL assumes, such as {@code 2.7.1}. */
    public String version() {
        return engine.getVersion();
    }

    /** Folder from which it was loaded. */
    public Path folder() {
        return Path.of(LibUtils.getLibtorchPath());
    }

    /**
     * Parts that work: {@code MKL} (the BLAS), {@code MKLDNN} (oneDNN, the convolutions), {@code OPENMP}, {@code CUDA},
     * {@code CUDNN}.
     */
    public Set<String> features() {
        return new TreeSet<>(JniUtils.getFeatures());
    }

    /** libtorch on the CPU. */
    public TorchEngine cpu() {
        return new TorchEngine(engine, Device.cpu());
    }

    /** libtorch on each GPU that DJL counts. */
    public List<TorchEngine> gpus() {
        return IntStream.range(0, engine.getGpuCount())
                .mapToObj(index -> new TorchEngine(engine, Device.gpu(index)))
                .toList();
    }
}
