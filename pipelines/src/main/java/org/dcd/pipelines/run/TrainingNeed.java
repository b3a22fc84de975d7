package org.dcd.pipelines.run;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.MachineMemory;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageKinds;
import org.dcd.transforms.stage.TrainingMemory;
import org.dcd.transforms.stage.TrainingMemory.Device;

/**
 * Memory that a planned training needs in the process that runs it.
 *
 * @param stage the training
 * @param memory its estimate
 * @param device the device that it will use
 * @param microBatch images that the device computes at once
 * @param heapBytes Java heap of the process
 */
public record TrainingNeed(PlannedStage stage, TrainingMemory memory, Device device, int microBatch, long heapBytes) {
    /** The trainings of a plan that are to run and whose memory is known, in order. */
    public static List<TrainingNeed> of(Plan plan, WorkerMemory worker) {
        return plan.toRun().stream()
                .flatMap(stage -> of(stage, worker).stream())
                .toList();
    }

    /** Whether a plan has trainings to run, so that the memory of workers matters. */
    public static boolean isAny(Plan plan) {
        return plan.toRun().stream().anyMatch(stage -> memory(stage.node()).isPresent());
    }

    private static Optional<TrainingNeed> of(PlannedStage stage, WorkerMemory worker) {
        return memory(stage.node()).map(memory -> {
            long heap = worker.heap().othersBytes() + memory.heapBytes();
            long device = worker.device().gpu()
                    ? worker.gpu().map(MachineMemory::totalBytes).orElse(Long.MAX_VALUE)
                    : worker.machine()
                            .map(machine -> machine.totalBytes() - heap)
                            .orElse(Long.MAX_VALUE);
            long free = device - TrainingMemory.libraryBytes(worker.device());
            return new TrainingNeed(stage, memory, worker.device(), memory.microBatchOn(worker.device(), free), heap);
        });
    }

    private static Optional<TrainingMemory> memory(StageNode node) {
        return StageKinds.find(node.kind()).flatMap(kind -> memory(kind, node.spec()));
    }

    private static <S extends StageSpec> Optional<TrainingMemory> memory(StageKind<S> kind, StageSpec spec) {
        return kind.memory(kind.spec().cast(spec));
    }

    /** Bytes on the device, with libraries. */
    public long deviceBytes() {
        return memory.deviceBytes(microBatch, device) + TrainingMemory.libraryBytes(device);
    }

    /** Bytes in the memory of the machine: heap and libraries, and the device if that is the CPU. */
    public long machineBytes() {
        return heapBytes + TrainingMemory.hostLibraryBytes(device) + (device.gpu() ? 0 : deviceBytes());
    }

    /** The largest micro-batch that fits into an amount of memory of the device, with libraries. */
    OptionalInt largestMicroBatch(long deviceBytes) {
        return memory.largestMicroBatch(deviceBytes - TrainingMemory.libraryBytes(device), device);
    }

    /** The parts of the sum, such as {@code heap 615 MB, libtorch 602 MB for 24 images at once}. */
    public String parts() {
        String images = " for " + Count.of(microBatch, "image") + " at once";
        String heap = "heap " + FormattedNumbers.bytes(heapBytes);
        return device.gpu()
                ? heap + ", libraries " + FormattedNumbers.bytes(TrainingMemory.hostLibraryBytes(device)) + "; GPU "
                        + FormattedNumbers.bytes(deviceBytes()) + images
                : heap + ", libtorch " + FormattedNumbers.bytes(deviceBytes()) + images
                        + Stream.of(Math.min((memory.batch() + microBatch - 1) / microBatch, device.partsAtOnce()))
                                .filter(parts -> parts > 1)
                                .map(parts -> " in each of " + parts + " threads")
                                .findFirst()
                                .orElse("");
    }
}
