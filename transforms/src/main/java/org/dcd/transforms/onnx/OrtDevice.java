package org.dcd.transforms.onnx;

/** Where ONNX Runtime computes. */
public enum OrtDevice {
    CPU,
    /** The first visible GPU; falls back to the CPU with a warning. */
    CUDA
}
