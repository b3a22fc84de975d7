package org.dcd.runners.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Flink's configuration of the processes of a cluster on this machine.
 *
 * @param folder of the cluster
 * @param rpcPort of the job manager
 * @param restPort of the job manager
 */
record ClusterConfig(Path folder, int rpcPort, int restPort) {
    private static final String FILE = "flink-conf.yaml";
    private static final String HOST = "localhost";
    private static final int NETWORK_MB = 64;

    URI rest() {
        return URI.create("http://" + HOST + ":" + restPort);
    }

    Map<String, String> manager() {
        Map<String, String> config = common();
        config.put("rest.port", Integer.toString(restPort));
        config.put("rest.address", HOST);
        config.put("rest.bind-address", HOST);
        config.put("jobmanager.bind-host", HOST);
        config.put("cluster.fine-grained-resource-management.enabled", "true");
        config.put("cluster.evenly-spread-out-slots", "true");
        // slots of another profile are only given when the old ones are gone
        config.put("slot.idle.timeout", "1500");
        return config;
    }

    /** @param index of the worker among those with GPUs, from 0 */
    Map<String, String> gpuWorker(String name, int index, ClusterSize size) {
        int gpus = size.gpusPerWorker();
        Map<String, String> config = worker(name, size, gpus);
        config.put("external-resources", GpuPinning.GPU);
        config.put("external-resource.gpu.amount", Integer.toString(gpus));
        config.put("external-resource.gpu.driver-factory.class", "org.dcd.runners.gpu.GpuDriverFactory");
        config.put(
                "external-resource.gpu.param.indices",
                IntStream.range(index * gpus, (index + 1) * gpus)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(",")));
        return config;
    }

    Map<String, String> cpuWorker(String name, ClusterSize size) {
        Map<String, String> config = worker(name, size, size.slots());
        config.put("external-resources", GpuPinning.CPU);
        config.put("external-resource.cpuslot.amount", Integer.toString(size.slots()));
        return config;
    }

    private Map<String, String> worker(String name, ClusterSize size, int slots) {
        Map<String, String> config = common();
        config.put("taskmanager.resource-id", name);
        config.put("taskmanager.host", HOST);
        config.put("taskmanager.bind-host", HOST);
        config.put("taskmanager.numberOfTaskSlots", Integer.toString(slots));
        config.put("taskmanager.cpu.cores", slots + ".0");
        config.put("taskmanager.memory.task.heap.size", size.heapMb() + "m");
        config.put("taskmanager.memory.task.off-heap.size", "0m");
        config.put("taskmanager.memory.network.min", slots * NETWORK_MB + "m");
        config.put("taskmanager.memory.network.max", slots * NETWORK_MB + "m");
        config.put("taskmanager.memory.managed.size", slots * GpuPinning.MANAGED_MB + "m");
        config.put("taskmanager.memory.framework.off-heap.batch-shuffle.size", "8m");
        // Flink's scripts would work these out; without them all must be given
        config.put("taskmanager.memory.framework.heap.size", "128m");
        config.put("taskmanager.memory.framework.off-heap.size", "128m");
        config.put("taskmanager.memory.jvm-metaspace.size", "256m");
        config.put("taskmanager.memory.jvm-overhead.min", "192m");
        config.put("taskmanager.memory.jvm-overhead.max", "192m");
        return config;
    }

    private Map<String, String> common() {
        Map<String, String> config = new TreeMap<>();
        config.put("jobmanager.rpc.address", HOST);
        config.put("jobmanager.rpc.port", Integer.toString(rpcPort));
        // what travels are references: by default the manager would ask for half a gigabyte a slot
        config.put("taskmanager.network.sort-shuffle.min-buffers", "16");
        config.put("security.delegation.tokens.enabled", "false");
        config.put("classloader.parent-first-patterns.additional", "ai.djl;ai.onnxruntime");
        config.put("classloader.check-leaked-classloader", "false");
        return config;
    }

    /** Writes a configuration into the folder of its process. */
    static void write(Map<String, String> config, Path home) throws IOException {
        Path tmp = Files.createDirectories(home.resolve("tmp"));
        Map<String, String> all = new TreeMap<>(config);
        all.put("io.tmp.dirs", tmp.toString());
        Files.write(
                home.resolve(FILE),
                all.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .toList());
    }
}
