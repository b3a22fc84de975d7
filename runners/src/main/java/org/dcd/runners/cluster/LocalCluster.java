package org.dcd.runners.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dcd.pipelines.store.files.FolderTree;
import org.dcd.runners.flink.Loopback;
import org.dcd.schemas.BadInputException;

/**
 * A Flink cluster on this machine: a job manager, workers with declared GPUs, and workers without, as processes that
 * communicate over loopback. It keeps running when the process that started it ends. Each process has a folder with its
 * configuration, log and process id.
 *
 * @param folder folder of the cluster
 */
record LocalCluster(Path folder) {
    /** Name of the profile for {@code --runner} in the folder. */
    static final String PROFILE = "runner.yaml";

    static final String MANAGER = "job-manager";
    private static final String JARS = "jars";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

    LocalCluster(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /**
     * Starts all processes and waits until every worker has registered with the job manager.
     *
     * @param bind address on which the REST interface listens; everything else listens on loopback
     */
    ClusterView up(ClusterSize size, InetAddress bind, Jars jars, Consumer<String> say)
            throws IOException, InterruptedException {
        if (processes().stream().anyMatch(ClusterProcess::isAlive)) {
            throw new BadInputException("a cluster is running in " + folder + "; stop it with dcd cluster down, or give"
                    + " another folder with --folder");
        }
        clear();
        Jars own = jars.forProcesses(folder.resolve(JARS));
        ClusterConfig config = new ClusterConfig(
                folder,
                freePort(InetAddress.getByName(Loopback.ADDRESS)),
                bind,
                size.port() > 0 ? size.port() : freePort(bind));
        try {
            start(MANAGER, config.manager(), size.managerHeapMb(), own);
            for (int n = 1; n <= size.gpuWorkers(); n++) {
                start("gpu-" + n, config.gpuWorker("gpu-" + n, n - 1, size), size.heapMb(), own);
            }
            for (int n = 1; n <= size.cpuWorkers(); n++) {
                start("cpu-" + n, config.cpuWorker("cpu-" + n, size), size.heapMb(), own);
            }
            ClusterView view = await(config.rest(), size.gpuWorkers() + size.cpuWorkers());
            Files.writeString(folder.resolve(PROFILE), profile(config.rest(), size));
            return view;
        } catch (IOException | InterruptedException | RuntimeException e) {
            down(say);
            throw e;
        }
    }

    /** Starts a process that has ended again. */
    void restart(String name, ClusterSize size) throws IOException {
        ClusterProcess.start(folder.resolve(name), name, heap(name, size), new Jars(folder.resolve(JARS)));
    }

    private static int heap(String name, ClusterSize size) {
        return name.equals(MANAGER) ? size.managerHeapMb() : size.heapMb();
    }

    private void start(String name, Map<String, String> config, int heapMb, Jars jars) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        ClusterConfig.write(config, home);
        ClusterProcess.start(home, name, heapMb, jars);
    }

    private static String profile(URI rest, ClusterSize size) {
        return "# a cluster on this machine, written by dcd cluster up\nrunner: flink-cluster\nmaster: " + rest + "\n"
                + "gpus: " + (size.gpuWorkers() > 0 ? "required" : "none") + "\n";
    }

    private ClusterView await(URI rest, int workers) throws IOException, InterruptedException {
        FlinkRest manager = new FlinkRest(rest);
        for (long start = System.nanoTime(); ; Thread.sleep(200)) {
            for (ClusterProcess process : processes()) {
                if (!process.isAlive()) {
                    throw new IOException("the process " + process.name() + " ended while the cluster started: "
                            + process.lastError() + "; its log is " + process.log());
                }
            }
            try {
                ClusterView view = ClusterView.of(manager);
                // a worker registers a moment before it reports its resources
                if (view.workers().stream()
                                .filter(worker -> worker.gpus() + worker.cpus() > 0)
                                .count()
                        >= workers) {
                    return view;
                }
            } catch (IOException notYet) {
                // the job manager has not started yet
            }
            if (System.nanoTime() - start > START_TIMEOUT.toNanos()) {
                throw new IOException("the cluster did not start within " + START_TIMEOUT.toSeconds()
                        + " s; its logs are in " + folder);
            }
        }
    }

    /** Stops all processes, workers first. Kills those that do not end in time. */
    void down(Consumer<String> say) throws IOException, InterruptedException {
        List<ClusterProcess> alive = new ArrayList<>(
                processes().stream().filter(ClusterProcess::isAlive).toList());
        alive.sort((a, b) -> Boolean.compare(a.name().equals(MANAGER), b.name().equals(MANAGER)));
        for (ClusterProcess process : alive) {
            process.stop(say);
        }
        Files.deleteIfExists(folder.resolve(PROFILE));
    }

    /** All processes that were started, sorted by name. */
    List<ClusterProcess> processes() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> homes = Files.list(folder)) {
            return homes.filter(home -> Files.exists(home.resolve(ClusterProcess.PID)))
                    .sorted()
                    .map(ClusterProcess::new)
                    .toList();
        }
    }

    /** Deletes the files of an earlier cluster, and no others. */
    private void clear() throws IOException {
        for (ClusterProcess process : processes()) {
            FolderTree.delete(process.home());
        }
        FolderTree.delete(folder.resolve(JARS));
    }

    private static int freePort(InetAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        }
    }
}
