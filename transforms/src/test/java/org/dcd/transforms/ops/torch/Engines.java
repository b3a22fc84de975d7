package org.dcd.transforms.ops.torch;

/** Devices of tests. */
public final class Engines {
    private Engines() {}

    /** A GPU if there is one, otherwise the CPU. */
    public static TorchEngine best() {
        return Gpus.shared();
    }
}
