package org.dcd.transforms.stage;

import java.util.OptionalInt;
import java.util.function.Supplier;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ort.OrtOptions;

/**
 * The device of a shard or of a whole stage, for libtorch and ONNX Runtime: a GPU that it shares with other work, or
 * the CPU. The transform that runs the work chooses it, once; everything under it receives it. A library is loaded when
 * it is first asked for.
 */
public final class StageDevice {
    private final int threads;
    private final Supplier<OptionalInt> choice;
    private OptionalInt gpu;

    private StageDevice(int threads, Supplier<OptionalInt> choice) {
        this.threads = threads;
        this.choice = choice;
    }

    /**
     * Chooses one of the GPUs of this process, in rotation; the CPU without GPUs.
     *
     * @param threads threads of one operation of ONNX Runtime, at least 1
     */
    public static StageDevice shared(int threads) {
        return new StageDevice(threads, () -> Gpus.ofThisProcess().next());
    }

    /**
     * The CPU.
     *
     * @param threads threads of one operation of ONNX Runtime, at least 1
     */
    public static StageDevice cpu(int threads) {
        return new StageDevice(threads, OptionalInt::empty);
    }

    /**
     * A given GPU.
     *
     * @param index CUDA index
     * @param threads threads of one operation of ONNX Runtime, at least 1
     */
    public static StageDevice gpu(int index, int threads) {
        return new StageDevice(threads, () -> OptionalInt.of(index));
    }

    private synchronized OptionalInt gpu() {
        if (gpu == null) {
            gpu = choice.get();
        }
        return gpu;
    }

    /** libtorch on the device; on the CPU if libtorch does not see that GPU. */
    public TorchEngine torch() {
        return Gpus.engine(gpu());
    }

    /** Options of ONNX Runtime on the device; for the CPU if its build does not support CUDA. */
    public OrtOptions ort() {
        OrtOptions cpu = OrtOptions.cpu(threads);
        if (!OrtOptions.isCudaSupported()) {
            return cpu;
        }
        OptionalInt index = gpu();
        return index.isPresent() ? cpu.onGpu(index.getAsInt()) : cpu;
    }
}
