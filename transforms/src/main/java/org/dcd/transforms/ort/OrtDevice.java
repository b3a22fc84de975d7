package org.dcd.transforms.ort;

/** Execution device of ONNX Runtime. */
public enum OrtDevice {
    /** The CPU. */
    CPU,
    /** A GPU; falls back to the CPU with a warning if CUDA is not available. */
    CUDA
}
