package org.dcd.pipelines.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.MachineMemory;
import org.dcd.transforms.stage.distil.DistilKind;
import org.dcd.transforms.stage.teacher.TeacherKind;

/**
 * Refuses trainings that need more memory than their worker has, before work starts.
 *
 * @param worker memory of the process that trains
 * @param needs memory of the trainings
 */
public record MemoryCheck(WorkerMemory worker, List<TrainingNeed> needs) {
    private static final long MB = 1 << 20;
    /** Sections of experiment files with the settings of a training, by the name of its stage. */
    private static final Map<String, String> SECTIONS =
            Map.of(TeacherKind.NAME, "teacher.training.", DistilKind.NAME, "distillation.training.");

    public MemoryCheck {
        needs = List.copyOf(needs);
    }

    /** The check of a plan and of the runner that is to run it. */
    public static MemoryCheck of(Plan plan, GraphRunner runner) throws InterruptedException {
        WorkerMemory worker = runner.memory();
        return new MemoryCheck(worker, TrainingNeed.of(plan, worker));
    }

    /** Bytes of Java heap that the worker needs. */
    public long heapBytes() {
        return needs.stream().mapToLong(TrainingNeed::heapBytes).max().orElse(0);
    }

    /** Whether a restart of this process with a larger heap makes {@link #check} pass the heap. */
    public boolean needsRestart() {
        return worker.heap().restarts() && heapBytes() > worker.heap().maxBytes();
    }

    /** Bytes of heap for a restart: a tenth more than needed, because Java counts less than the limit. */
    public static long roundedHeap(long bytes) {
        long step = 64 * MB;
        return (bytes + bytes / 10 + step - 1) / step * step;
    }

    /**
     * Checks all trainings.
     *
     * @throws BadInputException for the first training that does not fit, with the remedy
     */
    public void check() {
        for (TrainingNeed need : needs) {
            worker.gpu().ifPresent(gpu -> checkGpu(need, gpu));
            worker.machine().ifPresent(machine -> checkMachine(need, machine));
        }
        needs.forEach(this::checkHeap);
    }

    private void checkHeap(TrainingNeed need) {
        WorkerMemory.Heap heap = worker.heap();
        if (!heap.restarts() && need.heapBytes() > heap.maxBytes()) {
            throw new BadInputException(need.stage().label() + " needs about "
                    + megabytes(need.heapBytes()) + " MB of Java heap, but " + heap.process() + " has "
                    + megabytes(heap.maxBytes()) + " MB; "
                    + String.format(Locale.ROOT, heap.change(), megabytes(roundedHeap(heapBytes()))));
        }
    }

    private void checkGpu(TrainingNeed need, MachineMemory gpu) {
        if (need.deviceBytes() > gpu.totalBytes()) {
            throw tooLarge(need, need.deviceBytes(), "the GPU of " + worker.name(), gpu.totalBytes(), gpu.totalBytes());
        }
    }

    private void checkMachine(TrainingNeed need, MachineMemory machine) {
        long needed = need.machineBytes();
        if (needed <= machine.totalBytes()) {
            return;
        }
        if (need.device().gpu()) {
            throw new BadInputException(what(need, needed, worker.name(), machine.totalBytes())
                    + "; use a machine with more memory, or a smaller network");
        }
        long left = machine.totalBytes() - need.heapBytes();
        throw tooLarge(need, needed, worker.name(), machine.totalBytes(), left);
    }

    /** @param deviceBytes memory that the device could have */
    private BadInputException tooLarge(
            TrainingNeed need, long needed, String where, long totalBytes, long deviceBytes) {
        OptionalInt most = need.largestMicroBatch(deviceBytes);
        String stage = need.stage().node().name();
        String section = SECTIONS.getOrDefault(stage, "");
        String remedy = most.isPresent()
                ? "set " + section + "micro-batch" + (section.isEmpty() ? " of its training" : "") + " to "
                        + most.getAsInt() + ", the largest divisor of the batch of "
                        + need.memory().batch() + " that fits"
                : "not even one image at a time fits; use a device with more memory, or a smaller network";
        return new BadInputException(what(need, needed, where, totalBytes) + "; " + remedy);
    }

    private static String what(TrainingNeed need, long needed, String where, long total) {
        return need.stage().label() + " needs about " + FormattedNumbers.bytes(needed) + " (" + need.parts() + "), but "
                + where + " has " + FormattedNumbers.bytes(total);
    }

    /** Trainings that fit into the machine, but not into what other programs leave of it now. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (TrainingNeed need : needs) {
            worker.machine()
                    .map(MachineMemory::availableBytes)
                    .filter(available -> need.machineBytes() > available)
                    .ifPresent(available -> warnings.add(need.stage().label() + " needs about "
                            + FormattedNumbers.bytes(need.machineBytes()) + ", but only "
                            + FormattedNumbers.bytes(available) + " of the memory of " + worker.name()
                            + " are available now: end other programs"));
        }
        return warnings;
    }

    /**
     * One line for trainings of equal need: {@code memory of teacher: about 1.2 GB (heap 615 MB, …) on this machine}.
     */
    public List<String> describe() {
        Map<String, List<String>> labels = new LinkedHashMap<>();
        boolean isKnown = worker.gpu().isPresent() || !worker.device().gpu();
        String unchecked = isKnown ? "" : "; the memory of its GPU is unknown and not checked";
        for (TrainingNeed need : needs) {
            String text = "about " + FormattedNumbers.bytes(need.machineBytes()) + " on " + worker.name() + " ("
                    + need.parts() + ")" + unchecked;
            labels.computeIfAbsent(text, unused -> new ArrayList<>())
                    .add(need.stage().label());
        }
        return labels.entrySet().stream()
                .map(entry -> "memory of " + entry.getValue().get(0)
                        + (entry.getValue().size() > 1
                                ? " and " + (entry.getValue().size() - 1) + " more"
                                : "") + ": "
                        + entry.getKey())
                .toList();
    }

    private static long megabytes(long bytes) {
        return bytes / MB;
    }
}
