package org.dcd.runners.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.transforms.ops.torch.Tf32;

/**
 * A process of a cluster on this machine.
 *
 * @param home its folder: configuration, log, and the process id with the time of its start, as the system reuses ids
 */
record ClusterProcess(Path home) {
    static final String PID = "pid";

    private static final String LOG = "log";
    private static final long STOP_SECONDS = 15;
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    static void start(Path home, String name, int heapMb, Jars jars) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            // a terminal that is closed ends the processes of its session
            command.add(SETSID.toString());
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options(home, name, heapMb));
        List<Path> classPath = new ArrayList<>(jars.flink());
        classPath.addAll(jars.both());
        classPath.addAll(jars.worker());
        command.add("-cp");
        // relative to its folder, as a class path cannot contain a path with a colon
        command.add(classPath.stream()
                .map(jar -> home.relativize(jar).toString())
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(
                name.equals(LocalCluster.MANAGER)
                        ? "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
                        : "org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
        command.addAll(List.of("--configDir", home.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home.resolve(LOG).toFile()));
        builder.environment().put("FLINK_PLUGINS_DIR", jars.plugins().toString());
        builder.environment().putIfAbsent("OMP_WAIT_POLICY", "passive");
        builder.environment().putIfAbsent(Tf32.SWITCH, "0");
        builder.environment().putIfAbsent("TORCH_CPP_LOG_LEVEL", "ERROR");
        Process process = builder.start();
        process.getOutputStream().close();
        Files.writeString(home.resolve(PID), process.pid() + " " + started(process.toHandle()));
    }

    private static List<String> options(Path home, String name, int heapMb) {
        return List.of(
                "-Xmx" + heapMb + "m",
                // the serial collector, unless the environment chooses another
                "-XX:+NeverActAsServerClassMachine",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "-Djava.io.tmpdir=" + home.resolve(ClusterConfig.TEMPORARY),
                "-Ddcd.worker=" + name,
                "-Dlog.file=" + home.resolve(LOG),
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED");
    }

    String name() {
        return home.getFileName().toString();
    }

    Path log() {
        return home.resolve(LOG);
    }

    boolean isAlive() {
        return handle().isPresent();
    }

    /** The process; empty if it does not run. */
    Optional<ProcessHandle> handle() {
        try {
            String[] words = Files.readString(home.resolve(PID)).strip().split(" ");
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(handle -> words.length > 1 && started(handle) == Long.parseLong(words[1]));
        } catch (IOException | NumberFormatException unreadable) {
            return Optional.empty();
        }
    }

    private static long started(ProcessHandle handle) {
        return handle.info()
                .startInstant()
                .map(instant -> instant.toEpochMilli())
                .orElse(0L);
    }

    /** Asks the process to end, and kills it after 15 s. */
    void stop(Consumer<String> say) throws InterruptedException {
        Optional<ProcessHandle> alive = handle();
        if (alive.isEmpty()) {
            return;
        }
        alive.get().destroy();
        try {
            alive.get().onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            say.accept(name() + " did not end within " + STOP_SECONDS + " s and is killed");
            alive.get().destroyForcibly();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The last line of the log with an error, otherwise the last line. */
    String lastError() throws IOException {
        try (Stream<String> lines = Files.lines(log(), StandardCharsets.UTF_8)) {
            List<String> all = lines.filter(line -> !line.isBlank()).toList();
            return all.stream()
                    .filter(line -> line.contains("Caused by") || line.contains("ERROR") || line.contains("Exception"))
                    .reduce((first, second) -> second)
                    .or(() -> all.stream().reduce((first, second) -> second))
                    .orElse("its log is empty");
        }
    }
}
