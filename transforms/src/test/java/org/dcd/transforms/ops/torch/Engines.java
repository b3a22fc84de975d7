package org.dcd.transforms.ops.torch;

/** Devices of tests. */
public final class Engines {
    private Engines() {}

    /** A GPU where there is one, else the CPU. */
    public static TorchEngine best() {
        return Gpus.shared();
    }
}
