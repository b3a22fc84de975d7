package org.dcd.transforms.ort;

/** Where ONNX Runtime computes. */
public enum OrtDevice {
    /** CUDA where this build of ONNX Runtime supports it, the CPU elsewhere. */
    AUTO,
    CPU,
    /** A GPU; falls back to the CPU with a warning. */
    CUDA
}
