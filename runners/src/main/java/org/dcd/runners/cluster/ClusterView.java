package org.dcd.runners.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * What a cluster has.
 *
 * @param version of Flink
 */
record ClusterView(String version, List<Worker> workers) {
    /**
     * A task manager.
     *
     * @param id its {@code taskmanager.resource-id}, or one that Flink made
     * @param host where it says that it is
     * @param gpus that it declares
     * @param freeGpus those that no job has
     * @param cpus slots for all other work that it declares
     * @param freeCpus those that no job has
     * @param heapMb of memory for tasks
     * @param managedMb of memory that Flink manages
     * @param networkMb of memory for what travels between workers
     * @param slots by default, of jobs that are not pinned
     * @param freeSlots those that no job has
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
            int freeSlots) {}

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
                    worker.path("freeSlots").asInt()));
        }
        return new ClusterView(version, List.copyOf(workers));
    }

    int gpus() {
        return workers.stream().mapToInt(Worker::gpus).sum();
    }

    /** GPUs that a new job can have; all, to wait for, when others have all. */
    int gpusForAJob() {
        return orAll(Worker::freeGpus, Worker::gpus);
    }

    /** Slots for other stages that a new job can have; all, to wait for, when others have all. */
    int cpusForAJob() {
        return orAll(Worker::freeCpus, Worker::cpus);
    }

    /** Slots that a new job which is not pinned can have; all, to wait for, when others have all. */
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
