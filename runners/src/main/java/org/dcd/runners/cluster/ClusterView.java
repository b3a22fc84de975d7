package org.dcd.runners.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
     * @param cpus slots for all other work that it declares
     * @param heapMb of memory for tasks
     * @param managedMb of memory that Flink manages
     */
    record Worker(String id, String host, int gpus, int cpus, long heapMb, long managedMb) {}

    static ClusterView of(FlinkRest rest) throws IOException, InterruptedException {
        String version = rest.get("/overview").path("flink-version").asText();
        List<Worker> workers = new ArrayList<>();
        for (JsonNode worker : rest.get("/taskmanagers").path("taskmanagers")) {
            JsonNode total = worker.path("totalResource");
            JsonNode further = total.path("extendedResources");
            String path = worker.path("path").asText();
            workers.add(new Worker(
                    worker.path("id").asText(),
                    path.replaceAll(".*@([^:/]+).*", "$1"),
                    further.path(GpuPinning.GPU).asInt(),
                    further.path(GpuPinning.CPU).asInt(),
                    total.path("taskHeapMemory").asLong(),
                    total.path("managedMemory").asLong()));
        }
        return new ClusterView(version, List.copyOf(workers));
    }

    int gpus() {
        return workers.stream().mapToInt(Worker::gpus).sum();
    }

    int cpus() {
        return workers.stream().mapToInt(Worker::cpus).sum();
    }
}
