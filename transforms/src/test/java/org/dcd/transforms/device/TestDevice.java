package org.dcd.transforms.device;

import java.util.OptionalInt;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.stage.StageDevice;

/** A device that tests compare with the CPU. */
record TestDevice(OptionalInt gpu) {
    static final TestDevice CPU = new TestDevice(OptionalInt.empty());

    TorchEngine torch() {
        return Gpus.engine(gpu);
    }

    StageDevice stage() {
        return gpu.isPresent() ? StageDevice.gpu(gpu.getAsInt(), 1) : StageDevice.cpu(1);
    }

    @Override
    public String toString() {
        return gpu.isPresent() ? "GPU " + gpu.getAsInt() : "CPU";
    }
}
