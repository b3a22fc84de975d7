package org.dcd.runners.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dcd.runners.cluster.FlinkKeys.WorkerSize;
import org.dcd.runners.flink.Loopback;

/**
 * Flink's configuration of the processes of a cluster on this machine. They communicate over loopback; the REST
 * interface may listen on another address.
 *
 * @param folder of the cluster
 * @param rpcPort port of the job manager for workers
 * @param bind address on which the REST interface listens
 * @param restPort port of the REST interface
 */
record ClusterConfig(Path folder, int rpcPort, InetAddress bind, int restPort) {
    /** Folder for temporary files, in the folder of the process. */
    static final String TEMPORARY = "tmp";

    private static final String FILE = "flink-conf.yaml";

    /** Address of the REST interface for clients on this machine. */
    URI rest() {
        String host = clientAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + restPort);
    }

    private String clientAddress() {
        return bind.isAnyLocalAddress() ? Loopback.ADDRESS : bind.getHostAddress();
    }

    Map<String, String> manager() {
        Map<String, String> config = local(FlinkKeys.manager());
        config.put("rest.port", Integer.toString(restPort));
        config.put("rest.address", clientAddress());
        config.put("rest.bind-address", bind.getHostAddress());
        return config;
    }

    /** @param index of the worker among those with GPUs, from 0 */
    Map<String, String> gpuWorker(String name, int index, ClusterSize size) {
        int gpus = size.gpusPerWorker();
        Map<String, String> config = worker(name, FlinkKeys.gpuWorker(new WorkerSize(gpus, size.heapMb(), 0)));
        config.put(
                "external-resource.gpu.param.indices",
                IntStream.range(index * gpus, (index + 1) * gpus)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(",")));
        return config;
    }

    Map<String, String> cpuWorker(String name, ClusterSize size) {
        return worker(name, FlinkKeys.cpuWorker(new WorkerSize(size.slots(), size.heapMb(), 0)));
    }

    private Map<String, String> worker(String name, Map<String, String> keys) {
        Map<String, String> config = local(keys);
        config.put("taskmanager.resource-id", name);
        // Flink's scripts compute these; without the scripts, all must be given
        config.put("taskmanager.memory.framework.heap.size", "128m");
        config.put("taskmanager.memory.framework.off-heap.size", "128m");
        config.put("taskmanager.memory.jvm-metaspace.size", "256m");
        config.put("taskmanager.memory.jvm-overhead.min", "192m");
        config.put("taskmanager.memory.jvm-overhead.max", "192m");
        return config;
    }

    private Map<String, String> local(Map<String, String> keys) {
        Map<String, String> config = new TreeMap<>(keys);
        config.putAll(Loopback.keys());
        config.put("jobmanager.rpc.port", Integer.toString(rpcPort));
        // there is no network that could delay heartbeats: a process that sends none for 20 s is dead
        config.put("heartbeat.interval", "4000");
        config.put("heartbeat.timeout", "20000");
        return config;
    }

    /** Writes a configuration into the folder of its process. */
    static void write(Map<String, String> config, Path home) throws IOException {
        Files.createDirectories(home.resolve(TEMPORARY));
        Map<String, String> all = new TreeMap<>(config);
        // relative to the folder of the process, as Flink splits paths at colons
        all.put("io.tmp.dirs", TEMPORARY);
        Files.write(
                home.resolve(FILE),
                all.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .toList());
    }
}
