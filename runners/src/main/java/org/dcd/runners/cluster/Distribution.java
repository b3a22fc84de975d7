package org.dcd.runners.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.pipelines.store.files.FolderTree;
import org.dcd.runners.cluster.FlinkKeys.WorkerSize;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.Sha256;

/**
 * Writes all files that a Flink cluster needs into one folder: the jar of jobs, jars for Flink's {@code lib} folder,
 * the plugin for GPUs, and configurations. The folder appears complete or not at all.
 *
 * @param jars jars of a build
 * @param jobManager host of the job manager
 * @param gpus GPUs of each worker with GPUs
 * @param slots slots of each worker without GPUs
 */
record Distribution(Jars jars, String jobManager, int gpus, int slots) {
    static final Path LIB = Path.of("flink", "lib");
    static final Path PLUGINS = Path.of("flink", "plugins");
    static final Path CONF = Path.of("flink", "conf");

    /** Hashes of all other files, in the format of {@code sha256sum}. */
    static final String HASHES = "files.sha256";

    private static final String README = "README.txt";
    private static final int HEAP_MB = 1024;
    /** libtorch and ONNX Runtime keep images and networks outside of the Java heap. */
    private static final int CPU_OFF_HEAP_MB = 1024;

    private static final int GPU_OFF_HEAP_MB = 4096;

    /**
     * Writes the folder, replacing one that this method wrote before.
     *
     * @throws BadInputException if the folder has other files, or files that were changed
     */
    void write(Path folder) throws IOException {
        Path target = folder.toAbsolutePath().normalize();
        refuseForeign(target);
        Path parent = Files.createDirectories(target.getParent());
        // not Files.createTempDirectory: only its owner could read it
        Path fresh = Files.createDirectory(parent.resolve("." + target.getFileName() + "-" + UUID.randomUUID()));
        try {
            fill(fresh);
            swap(fresh, target);
        } finally {
            FolderTree.delete(fresh);
        }
    }

    private void fill(Path home) throws IOException {
        Files.copy(ApplicationJar.of(jars), home.resolve(ApplicationJar.NAME));
        Path lib = Files.createDirectories(home.resolve(LIB));
        for (Path jar : jars.worker()) {
            Files.copy(jar, lib.resolve(jar.getFileName()));
        }
        for (Path plugin : files(jars.plugins())) {
            Path copy = home.resolve(PLUGINS).resolve(jars.plugins().relativize(plugin));
            Files.createDirectories(copy.getParent());
            Files.copy(plugin, copy);
        }
        for (Map.Entry<String, Map<String, String>> config : configurations().entrySet()) {
            Path conf = Files.createDirectories(home.resolve(CONF).resolve(config.getKey()));
            Files.writeString(conf.resolve("config.yaml"), StandaloneConfig.yaml(config.getKey(), config.getValue()));
        }
        Files.writeString(home.resolve(README), readme(lib));
        List<String> hashes = new ArrayList<>();
        for (Path file : files(home)) {
            hashes.add(Sha256.of(file) + "  " + slashes(home.relativize(file)));
        }
        Files.write(home.resolve(HASHES), hashes);
    }

    /** Flink's configuration for each kind of process. */
    Map<String, Map<String, String>> configurations() {
        StandaloneConfig config = new StandaloneConfig(jobManager);
        return new TreeMap<>(Map.of(
                "job-manager", config.manager(),
                "gpu-worker",
                        config.worker(
                                "gpu-1", FlinkKeys.gpuWorker(new WorkerSize(gpus, HEAP_MB, gpus * GPU_OFF_HEAP_MB))),
                "cpu-worker",
                        config.worker(
                                "cpu-1",
                                FlinkKeys.cpuWorker(new WorkerSize(slots, HEAP_MB, slots * CPU_OFF_HEAP_MB)))));
    }

    private static String readme(Path lib) throws IOException {
        String libraries = files(lib).stream()
                .map(jar -> "  " + jar.getFileName())
                .collect(Collectors.joining(System.lineSeparator()));
        return """
                DCD for clusters of Flink %s with Java 17. See docs/clusters.md of DCD for details.

                1. On every machine with a job manager or worker, with Flink in $FLINK_HOME:
                     cp flink/lib/*.jar    $FLINK_HOME/lib/
                     cp -r flink/plugins/* $FLINK_HOME/plugins/
                     cp flink/conf/KIND/config.yaml $FLINK_HOME/conf/    KIND: job-manager, gpu-worker or cpu-worker
                   In config.yaml, give every worker a unique name: taskmanager.resource-id, and the same for dcd.worker.
                2. On the machine of the job manager: $FLINK_HOME/bin/jobmanager.sh start
                   On each machine of a worker:       $FLINK_HOME/bin/taskmanager.sh start
                3. On the machine with DCD: dcd run FILE --flink-master HOST:8081 --store s3://bucket/path

                dcd-application.jar is sent with every job automatically.
                To check that all files have arrived, run sha256sum -c files.sha256.

                Libraries for Flink's lib folder:
                %s
                """
                .formatted(ClusterRequirements.VERSION, libraries);
    }

    /** Refuses to replace files that DCD did not write, and configurations and texts that were changed. */
    private static void refuseForeign(Path target) throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new BadInputException(target + " exists and is not a folder; give another");
        }
        Map<String, String> ours = hashes(target.resolve(HASHES));
        for (Path file : files(target)) {
            String name = slashes(target.relativize(file));
            if (name.equals(HASHES)) {
                continue;
            }
            if (!ours.containsKey(name)) {
                throw new BadInputException(target + " has a file that dcd dist did not write: " + name
                        + "; move it, or give another folder");
            }
            if (!name.endsWith(".jar") && !ours.get(name).equals(Sha256.of(file))) {
                throw new BadInputException(
                        target + " has a file that was changed: " + name + "; move it, or give another folder");
            }
        }
    }

    private static Map<String, String> hashes(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Map.of();
        }
        return Files.readAllLines(file).stream()
                .map(line -> line.split(" {2}", 2))
                .filter(words -> words.length == 2)
                .collect(Collectors.toMap(words -> words[1], words -> words[0], (first, second) -> second));
    }

    private static void swap(Path fresh, Path target) throws IOException {
        if (!Files.exists(target)) {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Path old = target.resolveSibling(fresh.getFileName() + ".old");
        Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
        FolderTree.delete(old);
    }

    /** All files of a folder and its subfolders, sorted. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }
}
