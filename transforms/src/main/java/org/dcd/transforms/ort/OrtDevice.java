package org.dcd.transforms.ort;

/** Execution device of ONNX Runtime. */
public enum OrtDevice {
    /** CUDA if this build of ONNX Runtime supports it, otherwise the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** A GPU; falls back to the CPU with a warning if CUDA is not available. */
    CUDA
}
