package org.dcd.transforms.ops.torch;

import java.util.Collections;
import java.util.List;

/**
 * The devices of one training, at least one. The parts of a batch are distributed over them; the first one owns the
 * weights and the state of the optimiser.
 *
 * @param all libtorch on each device
 */
public record TorchDevices(List<TorchEngine> all) {
    public TorchDevices {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a training needs at least one device");
        }
    }

    /** A single device. */
    public static TorchDevices of(TorchEngine engine) {
        return new TorchDevices(List.of(engine));
    }

    /** The CPU as a number of devices, each with its own copy of the weights, to test what several GPUs do. */
    public static TorchDevices cpus(int count) {
        return new TorchDevices(Collections.nCopies(count, TorchEngine.cpu()));
    }

    /** The device that owns the weights. */
    public TorchEngine first() {
        return all.get(0);
    }

    /** Number of devices. */
    public int size() {
        return all.size();
    }
}
