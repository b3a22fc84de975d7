package org.dcd.runners.cluster;

import java.util.Map;
import java.util.TreeMap;

/**
 * Configuration keys of Flink that every cluster needs for jobs of DCD: on this machine, on others, or on Kubernetes.
 * Addresses and ports are added elsewhere.
 */
final class FlinkKeys {
    /**
     * Milliseconds until an idle slot is released. Flink adds the network memory of a stage to the profile of its
     * slots, so most stages need a slot with another profile, which is allocated only after an idle one is released.
     */
    static final String IDLE_TIMEOUT = "slot.idle.timeout";

    private static final int NETWORK_MB = 64;

    private FlinkKeys() {}

    /**
     * Size of a worker.
     *
     * @param slots slots or GPUs, at least 1
     * @param heapMb Java heap for tasks in MB
     * @param offHeapMb memory for native libraries in MB, which Flink accounts for
     */
    record WorkerSize(int slots, int heapMb, int offHeapMb) {}

    static Map<String, String> manager() {
        Map<String, String> keys = common();
        keys.put("cluster.evenly-spread-out-slots", "true");
        keys.put(IDLE_TIMEOUT, "100");
        return keys;
    }

    static Map<String, String> gpuWorker(WorkerSize size) {
        Map<String, String> keys = worker(size);
        keys.put("external-resources", GpuPinning.GPU);
        keys.put("external-resource.gpu.amount", Integer.toString(size.slots()));
        keys.put("external-resource.gpu.driver-factory.class", "org.dcd.runners.gpu.GpuDriverFactory");
        return keys;
    }

    static Map<String, String> cpuWorker(WorkerSize size) {
        Map<String, String> keys = worker(size);
        keys.put("external-resources", GpuPinning.CPU);
        keys.put("external-resource.cpuslot.amount", Integer.toString(size.slots()));
        return keys;
    }

    private static Map<String, String> worker(WorkerSize size) {
        Map<String, String> keys = common();
        keys.put("taskmanager.numberOfTaskSlots", Integer.toString(size.slots()));
        keys.put("taskmanager.cpu.cores", size.slots() + ".0");
        keys.put("taskmanager.memory.task.heap.size", size.heapMb() + "m");
        keys.put("taskmanager.memory.task.off-heap.size", size.offHeapMb() + "m");
        keys.put("taskmanager.memory.network.min", size.slots() * NETWORK_MB + "m");
        keys.put("taskmanager.memory.network.max", size.slots() * NETWORK_MB + "m");
        keys.put("taskmanager.memory.managed.size", size.slots() * GpuPinning.MANAGED_MB + "m");
        keys.put("taskmanager.memory.framework.off-heap.batch-shuffle.size", "8m");
        return keys;
    }

    private static Map<String, String> common() {
        Map<String, String> keys = new TreeMap<>();
        // stages exchange references only; the default would take half a gigabyte for each slot
        keys.put("taskmanager.network.sort-shuffle.min-buffers", "16");
        keys.put("security.delegation.tokens.enabled", "false");
        // native libraries can be loaded by one class loader only, not by that of every job
        keys.put("classloader.parent-first-patterns.additional", "ai.djl;ai.onnxruntime");
        keys.put("classloader.check-leaked-classloader", "false");
        return keys;
    }
}
