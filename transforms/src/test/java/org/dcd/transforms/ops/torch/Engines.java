package org.dcd.transforms.ops.torch;

/** Devices of tests. */
public final class Engines {
    private Engines() {}

    /** {@link #best} as the device of a training. */
    public static TorchDevices devices() {
        return TorchDevices.of(best());
    }

    /** A GPU if there is one, otherwise the CPU. */
    public static TorchEngine best() {
        return Gpus.shared();
    }

    /** Number of GPUs that libtorch sees. */
    public static int gpus() {
        return TorchEngine.load().getGpuCount();
    }
}
