package org.dcd.transforms.train;

import java.io.Serializable;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.stage.StageDevice;

/** Creates what applies corruptions on the device of a shard; serialisable, for workers. */
@FunctionalInterface
public interface DeviceCorruptors extends Serializable {
    /** libtorch. */
    DeviceCorruptors TORCH = device -> (corruption, shape) -> new TorchCorruptor(device.torch(), corruption, shape);

    /** The corruptors of a device. */
    Corruptor.Factory on(StageDevice device);
}
