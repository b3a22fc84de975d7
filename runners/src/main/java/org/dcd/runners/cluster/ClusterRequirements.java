package org.dcd.runners.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;
import org.dcd.pipelines.store.Store;
import org.dcd.runners.cluster.ClusterView.Worker;
import org.dcd.schemas.BadInputException;

/**
 * What a cluster must have for our jobs. Whatever would make a job wait for ever, or train on the wrong worker without
 * a word, is refused with what to change.
 *
 * @param master as the user gave it
 * @param pinned whether training belongs on workers with GPUs
 */
record ClusterRequirements(URI master, boolean pinned) {
    /** Flink that the jobs are made for. */
    static final String VERSION = "1.19";

    private static final String DOCS = " (docs/clusters.md)";
    private static final String MIN_BUFFERS = "taskmanager.network.sort-shuffle.min-buffers";
    private static final String SEGMENT = "taskmanager.memory.segment-size";
    private static final int USUAL_MIN_BUFFERS = 512;
    private static final MemorySize USUAL_SEGMENT = MemorySize.ofMebiBytes(1).divide(32);
    /** Outputs of an operator, each with buffers: one for each stage that reads what it makes. */
    private static final int OUTPUTS = FlinkCluster.MOST_STAGES;

    private static final int LEAST_HEAP_MB = 256;

    /** What the cluster has, when it will do. */
    ClusterView check(Store store, boolean sharedStore) throws InterruptedException {
        FlinkRest rest = new FlinkRest(master);
        try {
            ClusterView view = ClusterView.of(rest);
            checkVersion(view);
            checkWorkers(view);
            Map<String, String> config = config(rest);
            for (Worker worker : view.workers()) {
                checkMemory(worker, config);
            }
            if (!Store.isRemote(store.location()) && !sharedStore) {
                checkSeen(store, view);
            }
            return view;
        } catch (IOException e) {
            throw silent(master, e);
        }
    }

    /** Where nobody answers, or somebody else. */
    static BadInputException silent(URI master, IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new BadInputException(
                "the cluster at " + master + " does not answer (" + why + "); is its job manager up there? One on this"
                        + " machine is started by dcd cluster up",
                e);
    }

    private static Map<String, String> config(FlinkRest rest) throws IOException, InterruptedException {
        Map<String, String> config = new HashMap<>();
        for (JsonNode entry : rest.get("/jobmanager/config")) {
            config.put(entry.path("key").asText(), entry.path("value").asText());
        }
        return config;
    }

    private void checkVersion(ClusterView view) {
        if (!view.version().startsWith(VERSION + ".")) {
            throw new BadInputException("the cluster at " + master + " has Flink " + view.version()
                    + ", and jobs are made for " + VERSION + "; use a cluster of Flink " + VERSION);
        }
    }

    private void checkWorkers(ClusterView view) {
        if (view.workers().isEmpty()) {
            throw new BadInputException("the cluster at " + master + " has no workers; start task managers");
        }
        if (pinned && view.gpus() == 0) {
            throw new BadInputException("no worker of the cluster at " + master
                    + " has a GPU, where training belongs; start" + " one that declares external-resources: gpu" + DOCS
                    + ", or train on CPUs with --gpus none");
        }
        if (pinned && view.cpus() == 0) {
            throw new BadInputException(
                    "no worker of the cluster at " + master + " is for the stages that need no GPU; start"
                            + " one that declares external-resources: cpuslot" + DOCS);
        }
        for (Worker worker : view.workers()) {
            if (pinned && worker.gpus() > 0 && worker.cpus() > 0) {
                throw new BadInputException(
                        "worker " + worker.id() + " declares both gpu and cpuslot, so that other stages"
                                + " would take the place of training; let it declare one of them" + DOCS);
            }
        }
    }

    private void checkMemory(Worker worker, Map<String, String> config) {
        if (worker.heapMb() < LEAST_HEAP_MB) {
            throw tooLittle(
                    worker, "heap for tasks", worker.heapMb(), LEAST_HEAP_MB, "taskmanager.memory.task.heap.size");
        }
        int slots = Math.max(1, pinned ? worker.gpus() + worker.cpus() : worker.slots());
        long managed = (long) slots * GpuPinning.MANAGED_MB;
        if (worker.managedMb() < managed) {
            throw tooLittle(worker, "managed memory", worker.managedMb(), managed, "taskmanager.memory.managed.size");
        }
        int buffers = Integer.parseInt(config.getOrDefault(MIN_BUFFERS, Integer.toString(USUAL_MIN_BUFFERS)));
        MemorySize segment = config.containsKey(SEGMENT) ? MemorySize.parse(config.get(SEGMENT)) : USUAL_SEGMENT;
        long network = segment.multiply((double) buffers * OUTPUTS * slots).getMebiBytes();
        if (worker.networkMb() < network) {
            throw new BadInputException("worker " + worker.id() + " has " + worker.networkMb()
                    + " MB of network memory, of"
                    + " which a job would ask for " + network + "; set " + MIN_BUFFERS
                    + ": 16 for the job manager and the"
                    + " workers, as hardly anything travels, or raise taskmanager.memory.network.min and max" + DOCS);
        }
    }

    private static BadInputException tooLittle(Worker worker, String what, long has, long needs, String key) {
        return new BadInputException("worker " + worker.id() + " has " + has + " MB of " + what + ", and needs " + needs
                + "; raise " + key + DOCS);
    }

    private void checkSeen(Store store, ClusterView view) throws IOException {
        for (Worker worker : view.workers()) {
            if (!isThisMachine(worker.host())) {
                throw new BadInputException("the store " + store.location()
                        + " is a folder of this machine, and worker "
                        + worker.id() + " is on " + worker.host() + "; give a store that all reach, such as --store"
                        + " s3://bucket/path, or, for a folder that all mount under this path, a profile file with"
                        + " shared-store: true");
            }
        }
    }

    private static boolean isThisMachine(String host) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    }
}
