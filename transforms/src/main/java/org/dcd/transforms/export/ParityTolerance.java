package org.dcd.transforms.export;

import org.dcd.transforms.ops.torch.Tf32;
import org.dcd.transforms.ops.torch.TorchEngine;

/**
 * How far the output of an exported network, computed by ONNX Runtime on the CPU in float32, may differ from that of
 * the trained network in libtorch, by the device and arithmetic of libtorch. Trained weights are float32 in any
 * precision of training, and exports are computed in float32, so the precision of training does not matter. The factors
 * multiply the tolerance of the experiment, which is stated for the CPU.
 */
public enum ParityTolerance {
    /** Sums in another order. */
    FLOAT32_CPU(1),
    /** Other algorithms of convolutions and other elementary functions, too; an estimate, not yet measured. */
    FLOAT32_GPU(4),
    /** Factors rounded to 10 bits instead of 23; an estimate, not yet measured. */
    TF32_GPU(256);

    private final double factor;

    ParityTolerance(double factor) {
        this.factor = factor;
    }

    /** The tolerance of comparisons with libtorch on a device. */
    public static ParityTolerance of(TorchEngine engine) {
        if (!engine.isGpu()) {
            return FLOAT32_CPU;
        }
        return Tf32.in(engine).isEmpty() ? FLOAT32_GPU : TF32_GPU;
    }

    /**
     * The largest accepted absolute difference.
     *
     * @param stated tolerance for the CPU
     */
    public double times(double stated) {
        return factor * stated;
    }
}
