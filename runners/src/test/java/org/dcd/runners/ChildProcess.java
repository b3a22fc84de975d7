package org.dcd.runners;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM with the class path of the tests, which can be killed and stopped. */
record ChildProcess(Process process, Path log) implements AutoCloseable {
    private static final long TIMEOUT_MINUTES = 5;

    /** Starts a program with the JVM options of {@code ./dcd}. Its output is written to a file. */
    static ChildProcess start(Path log, Class<?> main, List<String> options, String... args) throws IOException {
        return startWith(List.of(), log, main, options, args);
    }

    /** As {@link #start}, with a command line to which the rest is appended. */
    static ChildProcess startWith(List<String> before, Path log, Class<?> main, List<String> options, String... args)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        // the last class path counts
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("TORCH_CPP_LOG_LEVEL", "ERROR");
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        return new ChildProcess(builder.start(), log);
    }

    /** Whether the process ends within a number of milliseconds. */
    boolean endsWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** Waits for the end of the process and returns its exit code; fails after {@value #TIMEOUT_MINUTES} minutes. */
    int code() throws IOException, InterruptedException {
        if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
            throw new AssertionError("the process does not end: " + output());
        }
        return process.exitValue();
    }

    /** Waits until a condition holds; fails if the process ends before. */
    void awaits(Condition condition) throws IOException, InterruptedException {
        for (long start = System.nanoTime(); !condition.holds(); ) {
            if (endsWithin(10)) {
                throw new AssertionError("the process ended before the condition held: " + output());
            }
            if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(TIMEOUT_MINUTES)) {
                throw new AssertionError("the condition never held: " + output());
            }
        }
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    /** Writes a line to its standard input. */
    void write(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Sends SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("no signal " + name + " to " + process.pid());
        }
    }

    String output() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
