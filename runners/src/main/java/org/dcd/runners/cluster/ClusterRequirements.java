package org.dcd.runners.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.dcd.pipelines.store.Store;
import org.dcd.runners.cluster.ClusterView.Worker;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;

/**
 * Checks that a cluster can run jobs of DCD. Refuses clusters on which a job would wait forever, or train on the wrong
 * worker. The error names the setting to change.
 *
 * @param master address that the user gave
 * @param pinned whether training must run on workers with GPUs
 * @param gpusPerTraining GPUs of one worker that each of them takes, at least 1
 */
record ClusterRequirements(URI master, boolean pinned, int gpusPerTraining) {
    /** Version of Flink that jobs are built for. */
    static final String VERSION = "1.19";

    private static final String DOCS = " (docs/clusters.md)";
    private static final String MIN_BUFFERS = "taskmanager.network.sort-shuffle.min-buffers";
    private static final String SEGMENT = "taskmanager.memory.segment-size";
    private static final int DEFAULT_MIN_BUFFERS = 512;
    private static final MemorySize DEFAULT_SEGMENT = MemorySize.ofMebiBytes(1).divide(32);
    /** Most outputs of an operator, each of which has buffers: one for each stage that reads its stage. */
    private static final int OUTPUTS = FlinkCluster.MOST_STAGES;

    private static final int LEAST_HEAP_MB = 256;
    private static final long MOST_IDLE_MILLIS = 1000;

    /**
     * Checks version, workers, memory, and whether all workers reach the store.
     *
     * @return the resources of the cluster
     * @throws BadInputException with the worker, its value and the setting to change
     */
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
                checkReachesStore(store, view);
            }
            return view;
        } catch (IOException e) {
            throw unreachable(master, e);
        }
    }

    /** Settings of the cluster that make runs slow. */
    List<String> warnings() throws InterruptedException {
        try {
            long idle = Configuration.fromMap(config(new FlinkRest(master))).get(JobManagerOptions.SLOT_IDLE_TIMEOUT);
            return pinned && idle > MOST_IDLE_MILLIS
                    ? List.of("the cluster at " + master + " keeps idle slots for " + idle
                            + " ms, so each stage may wait" + " up to twice as long; set " + FlinkKeys.IDLE_TIMEOUT
                            + ": 100 for the job manager" + DOCS)
                    : List.of();
        } catch (IOException e) {
            throw unreachable(master, e);
        }
    }

    /** The error for an address at which no job manager answers. */
    static BadInputException unreachable(URI master, IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new BadInputException(
                "the cluster at " + master + " does not answer (" + why + "); check that its job manager runs there,"
                        + " or start a cluster on this machine with dcd cluster up",
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
            throw new BadInputException("the cluster at " + master + " runs Flink " + view.version()
                    + ", but jobs are built for " + VERSION + "; use a cluster of Flink " + VERSION);
        }
    }

    private void checkWorkers(ClusterView view) {
        if (view.workers().isEmpty()) {
            throw new BadInputException("the cluster at " + master + " has no workers; start task managers");
        }
        if (pinned && view.gpus() == 0) {
            throw new BadInputException("no worker of the cluster at " + master + " has a GPU for training; start"
                    + " one that declares external-resources: gpu" + DOCS + ", or train on CPUs with --gpus none");
        }
        if (pinned && view.mostGpus() < gpusPerTraining) {
            throw new BadInputException("gpus-per-training is " + gpusPerTraining + ", but no worker of the cluster at "
                    + master + " declares more than " + Count.of(view.mostGpus(), "GPU")
                    + "; lower it, or start a worker with external-resource.gpu.amount: " + gpusPerTraining + DOCS);
        }
        if (pinned && view.cpus() == 0) {
            throw new BadInputException(
                    "no worker of the cluster at " + master + " has slots for the stages that need no GPU; start"
                            + " one that declares external-resources: cpuslot" + DOCS);
        }
        for (Worker worker : view.workers()) {
            if (pinned && worker.gpus() > 0 && worker.cpus() > 0) {
                throw new BadInputException(
                        "worker " + worker.id() + " declares both gpu and cpuslot, so that other stages"
                                + " could block training; declare only one of them" + DOCS);
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
        int buffers = Integer.parseInt(config.getOrDefault(MIN_BUFFERS, Integer.toString(DEFAULT_MIN_BUFFERS)));
        MemorySize segment = config.containsKey(SEGMENT) ? MemorySize.parse(config.get(SEGMENT)) : DEFAULT_SEGMENT;
        long network = segment.multiply((double) buffers * OUTPUTS * slots).getMebiBytes();
        if (worker.networkMb() < network) {
            throw new BadInputException("worker " + worker.id() + " has " + worker.networkMb()
                    + " MB of network memory,"
                    + " but a job may need " + network + "; set " + MIN_BUFFERS
                    + ": 16 for the job manager and the workers (stages exchange little data), or raise"
                    + " taskmanager.memory.network.min and max" + DOCS);
        }
    }

    private static BadInputException tooLittle(Worker worker, String what, long has, long needs, String key) {
        return new BadInputException("worker " + worker.id() + " has " + has + " MB of " + what + ", but needs " + needs
                + "; raise " + key + DOCS);
    }

    private void checkReachesStore(Store store, ClusterView view) throws IOException {
        for (Worker worker : view.workers()) {
            if (!isThisMachine(worker.host())) {
                throw new BadInputException("the store " + store.location()
                        + " is a folder of this machine, but worker "
                        + worker.id() + " is on " + worker.host() + "; give a store that all workers can reach, such as"
                        + " --store s3://bucket/path, or, for a folder that all mount under this path, a profile file"
                        + " with shared-store: true");
            }
        }
    }

    private static boolean isThisMachine(String host) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    }
}
