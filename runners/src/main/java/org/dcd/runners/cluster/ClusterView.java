package org.dcd.runners.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.dcd.pipelines.run.WorkerMemory;
import org.dcd.schemas.io.MachineMemory;
import org.dcd.transforms.stage.TrainingMemory.Device;

/**
 * Version, workers and free resources of a cluster.
 *
 * @param version version of Flink
 */
record ClusterView(String version, List<Worker> workers) {
    private static final String MORE_HEAP = "raise taskmanager.memory.task.heap.size of the workers to %1$dm, or start"
            + " them with dcd cluster up --heap %1$d (docs/clusters.md)";

    /**
     * A task manager.
     *
     * @param id its {@code taskmanager.resource-id}, or one that Flink generated
     * @param host its host name or address, as it announces it
     * @param gpus GPUs that it declares
     * @param freeGpus declared GPUs that no job uses
     * @param cpus slots that it declares for stages that need no GPU
     * @param freeCpus those of these slots that no job uses
     * @param heapMb Java heap for tasks in MB
     * @param managedMb memory that Flink manages in MB
     * @param networkMb memory for data between workers in MB
     * @param slots slots for jobs that are not pinned
     * @param freeSlots those of these slots that no job uses
     * @param cores CPU cores of its machine
     * @param physicalBytes memory of its machine; 0 when unknown
     */
    record Worker(
            String id,
            String host,
            int gpus,
            int freeGpus,
            int cpus,
            int freeCpus,
            long heapMb,
            long managedMb,
            long networkMb,
            int slots,
            int freeSlots,
            int cores,
            long physicalBytes) {}

    static ClusterView of(FlinkRest rest) throws IOException, InterruptedException {
        String version = rest.get("/overview").path("flink-version").asText();
        List<Worker> workers = new ArrayList<>();
        for (JsonNode worker : rest.get("/taskmanagers").path("taskmanagers")) {
            JsonNode total = worker.path("totalResource");
            JsonNode further = total.path("extendedResources");
            JsonNode free = worker.path("freeResource").path("extendedResources");
            String path = worker.path("path").asText();
            workers.add(new Worker(
                    worker.path("id").asText(),
                    path.replaceAll(".*@([^:/]+).*", "$1"),
                    further.path(GpuPinning.GPU).asInt(),
                    free.path(GpuPinning.GPU).asInt(),
                    further.path(GpuPinning.CPU).asInt(),
                    free.path(GpuPinning.CPU).asInt(),
                    total.path("taskHeapMemory").asLong(),
                    total.path("managedMemory").asLong(),
                    total.path("networkMemory").asLong(),
                    worker.path("slotsNumber").asInt(),
                    worker.path("freeSlots").asInt(),
                    worker.path("hardware").path("cpuCores").asInt(),
                    worker.path("hardware").path("physicalMemory").asLong()));
        }
        return new ClusterView(version, List.copyOf(workers));
    }

    /**
     * The least memory of the workers that train, and the least heap of all, since any of them may export a network.
     * The memory of GPUs is unknown.
     *
     * @param pinned whether only workers with GPUs train
     * @return empty when there is no worker that trains
     */
    Optional<WorkerMemory> memory(boolean pinned) {
        Optional<Worker> trains = workers.stream()
                .filter(worker -> !pinned || worker.gpus() > 0)
                .min(Comparator.comparingLong(Worker::physicalBytes));
        return trains.map(worker -> new WorkerMemory(
                "worker " + worker.id(),
                pinned ? Device.ofGpu(1) : Device.ofCpu(Math.max(1, worker.cores())),
                leastHeap(),
                Optional.of(worker.physicalBytes())
                        .filter(bytes -> bytes > 0)
                        .map(bytes -> new MachineMemory(bytes, bytes)),
                Optional.empty()));
    }

    private WorkerMemory.Heap leastHeap() {
        Worker least = Collections.min(workers, Comparator.comparingLong(Worker::heapMb));
        return new WorkerMemory.Heap("worker " + least.id(), least.heapMb() << 20, 0, MORE_HEAP, false);
    }

    int gpus() {
        return workers.stream().mapToInt(Worker::gpus).sum();
    }

    /** Most GPUs that one worker declares. */
    int mostGpus() {
        return workers.stream().mapToInt(Worker::gpus).max().orElse(0);
    }

    /** GPUs for a new job: the free ones; all, for which the job then waits, if none is free. */
    int gpusForAJob() {
        return orAll(Worker::freeGpus, Worker::gpus);
    }

    /** Slots for the stages of a new job that need no GPU: the free ones; all if none is free. */
    int cpusForAJob() {
        return orAll(Worker::freeCpus, Worker::cpus);
    }

    /** Slots for a new job that is not pinned: the free ones; all if none is free. */
    int slotsForAJob() {
        return orAll(Worker::freeSlots, Worker::slots);
    }

    private int orAll(ToIntFunction<Worker> free, ToIntFunction<Worker> all) {
        int now = workers.stream().mapToInt(free).sum();
        return now > 0 ? now : workers.stream().mapToInt(all).sum();
    }

    int cpus() {
        return workers.stream().mapToInt(Worker::cpus).sum();
    }
}
