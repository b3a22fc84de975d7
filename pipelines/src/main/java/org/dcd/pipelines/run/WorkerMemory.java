package org.dcd.pipelines.run;

import java.util.Optional;
import org.dcd.schemas.io.MachineMemory;
import org.dcd.transforms.ops.torch.GpuMemory;
import org.dcd.transforms.stage.TrainingMemory.Device;

/**
 * Memory of the process in which a runner trains.
 *
 * @param name the machine in messages, such as {@code this machine}
 * @param device what trains
 * @param heap Java heap of the process
 * @param machine memory of its machine; empty when unknown
 * @param gpu memory of its smallest GPU; empty for a CPU, or when unknown
 */
public record WorkerMemory(
        String name, Device device, Heap heap, Optional<MachineMemory> machine, Optional<MachineMemory> gpu) {
    private static final long MB = 1 << 20;
    /** Additional heap of a process that also launches the run: the plan, Beam's graph and Flink's job manager. */
    private static final long LAUNCHER = 400 * MB;

    /**
     * Java heap of a process.
     *
     * @param process the process in messages
     * @param maxBytes its limit
     * @param othersBytes what it needs for other things than training
     * @param change how to change the limit; {@code %d} is the number of MB
     * @param restarts whether the launcher starts the process again with a larger heap
     */
    public record Heap(String process, long maxBytes, long othersBytes, String change, boolean restarts) {}

    /** Java property of processes whose heap has the size that the launcher chose. */
    public static final String DEFAULT_HEAP = "dcd.heap.default";

    /** A worker whose memory is unknown, so that nothing is checked. */
    public static WorkerMemory unknown(String name) {
        return new WorkerMemory(
                name,
                Device.ofCpu(1),
                new Heap(name, Long.MAX_VALUE, 0, "", false),
                Optional.empty(),
                Optional.empty());
    }

    /** Memory of this process, which trains on its GPUs, or on its CPU where libtorch sees none. */
    public static WorkerMemory ofThisProcess() {
        Heap heap = new Heap(
                "this process",
                Runtime.getRuntime().maxMemory(),
                LAUNCHER,
                "set DCD_HEAP=%dm, or omit DCD_HEAP and -Xmx, so that dcd chooses the size",
                Boolean.getBoolean(DEFAULT_HEAP));
        Optional<MachineMemory> smallest = GpuMemory.ofThisProcess().stream()
                .map(gpu -> new MachineMemory(gpu.totalBytes(), gpu.freeBytes()))
                .min((a, b) -> Long.compare(a.totalBytes(), b.totalBytes()));
        return new WorkerMemory(
                "this machine",
                smallest.isPresent()
                        ? Device.ofGpu(1)
                        : Device.ofCpu(Runtime.getRuntime().availableProcessors()),
                heap,
                Optional.of(MachineMemory.ofThisMachine()),
                smallest);
    }
}
