package org.dcd.pipelines.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A server process on the loopback interface, with the class path that the build writes to
 * {@code target/servers.classpath}.
 */
final class Server implements AutoCloseable {
    private static final long START_SECONDS = 120;

    private final Process process;
    private final Path log;

    private Server(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param ready whether the server answers; called until it returns true */
    static Server start(Path folder, Callable<Boolean> ready, String main, String... arguments) throws Exception {
        Path classPath = Path.of("target", "servers.classpath").toAbsolutePath();
        if (!Files.exists(classPath)) {
            throw new IllegalStateException(classPath + " is missing; run the tests with Maven");
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command =
                new ArrayList<>(List.of(java.toString(), "-Xmx256m", "-cp", Files.readString(classPath), main));
        command.addAll(List.of(arguments));
        Path log = folder.resolve("server.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Server server = new Server(process, log);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        server.await(ready);
        return server;
    }

    private void await(Callable<Boolean> ready) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!ready.call()) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IllegalStateException("the server did not start:\n" + Files.readString(log));
            }
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
