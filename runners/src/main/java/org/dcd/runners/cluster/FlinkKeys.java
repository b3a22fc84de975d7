package org.dcd.runners.cluster;

import java.util.Map;
import java.util.TreeMap;

/**
 * What Flink's configuration must say on every cluster that our jobs run on, by key: on this machine, elsewhere, or on
 * Kubernetes. Addresses and the like are for others to add.
 */
final class FlinkKeys {
    private static final int NETWORK_MB = 64;

    private FlinkKeys() {}

    /**
     * How large a worker is.
     *
     * @param slots pieces of work at once, or GPUs, at least 1
     * @param heapMb Java heap for tasks
     * @param offHeapMb memory of native libraries, of which Flink keeps account
     */
    record WorkerSize(int slots, int heapMb, int offHeapMb) {}

    static Map<String, String> manager() {
        Map<String, String> keys = common();
        keys.put("cluster.evenly-spread-out-slots", "true");
        // slots of another profile are only given when the old ones are gone
        keys.put("slot.idle.timeout", "1500");
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
        // what travels are references: by default the manager would ask for half a gigabyte a slot
        keys.put("taskmanager.network.sort-shuffle.min-buffers", "16");
        keys.put("security.delegation.tokens.enabled", "false");
        // native code loads once: not with every job
        keys.put("classloader.parent-first-patterns.additional", "ai.djl;ai.onnxruntime");
        keys.put("classloader.check-leaked-classloader", "false");
        return keys;
    }
}
