package org.dcd.transforms.stage;

import org.dcd.schemas.io.MachineMemory;
import org.dcd.transforms.ops.torch.GpuMemory;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.stage.TrainingMemory.Device;

/**
 * The images that one device computes at once in a training.
 *
 * @param size number of images
 * @param batch images per step
 */
public record MicroBatch(int size, int batch) {
    /** Name of the size in the figures of a stage, and in checkpoints: a resumed training keeps it. */
    public static final String NAME = "micro-batch";

    /** The micro-batch of the settings; otherwise one that fits into the memory of the devices. */
    public static MicroBatch of(TrainingMemory memory, TorchDevices devices) {
        return new MicroBatch(memory.microBatch().orElseGet(() -> chosen(memory, devices)), memory.batch());
    }

    private static int chosen(TrainingMemory memory, TorchDevices devices) {
        TorchEngine first = devices.first();
        if (!first.isGpu()) {
            long heap = Runtime.getRuntime().maxMemory();
            long free =
                    MachineMemory.ofThisMachine().totalBytes() - heap - TrainingMemory.libraryBytes(Device.ofCpu(1));
            return memory.microBatchOn(new Device(false, TorchEngine.cores(), devices.size()), free);
        }
        long free = devices.all().stream()
                .mapToLong(gpu -> GpuMemory.freeBytes(gpu.index()))
                .min()
                .orElseThrow();
        Device gpus = Device.ofGpu(devices.size());
        return memory.microBatchOn(gpus, free - TrainingMemory.libraryBytes(gpus));
    }

    /** Number of parts of a batch. */
    public int parts() {
        return (batch + size - 1) / size;
    }

    /** The micro-batch of a checkpoint. */
    public MicroBatch resumed(double[] number) {
        return new MicroBatch((int) number[0], batch);
    }
}
