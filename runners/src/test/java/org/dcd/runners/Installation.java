package org.dcd.runners;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A checkout with the real launcher script. A script replaces Maven; the program that it builds prints how Java was
 * started.
 *
 * @param home folder of the checkout
 * @param tools folder of the script that replaces Maven, first on the path
 */
record Installation(Path home, Path tools) {
    private static final String PROBE =
            """
            package org.dcd.runners;

            public final class Dcd {
                public static void main(String[] args) throws Exception {
                    var out = new java.io.PrintStream(System.out, true, "UTF-8");
                    out.println("args=" + String.join("|", args));
                    out.println("exists=" + (args.length > 0 && java.nio.file.Files.exists(java.nio.file.Path.of(args[0]))));
                    out.println("home=" + System.getProperty("dcd.home"));
                    out.println("plugins=" + System.getProperty("dcd.plugins"));
                    out.println("classpath=" + System.getProperty("java.class.path"));
                    out.println("tmp=" + System.getProperty("java.io.tmpdir"));
                    out.println("charset=" + java.nio.charset.Charset.defaultCharset());
                    out.println("heap=" + (Runtime.getRuntime().maxMemory() >> 20));
                    out.println("chosen=" + System.getProperty("dcd.heap.default"));
                    out.println("collectors=" + java.lang.management.ManagementFactory.getGarbageCollectorMXBeans().stream()
                            .map(gc -> gc.getName()).toList());
                }
            }
            """;

    /** Logs every build, and reads a line from the named pipe {@code gate} if it exists. */
    private static final String MAVEN =
            """
            #!/usr/bin/env bash
            set -eu
            tools=$(dirname "$0")
            case $1 in -version) echo "Apache Maven 3.9.9"; exit;; esac
            mkdir "$tools/building" || echo overlap >>"$tools/log"
            echo "start $*" >>"$tools/log"
            if [ -p "$tools/gate" ]; then read -r line <"$tools/gate"; fi
            mkdir -p runners/target/lib/application
            cp "$tools/probe.jar" runners/target/lib/application/
            rmdir "$tools/building"
            """;

    /** Creates a checkout that is not built yet. */
    static Installation in(Path folder, String name) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Path tools = Files.createDirectories(folder.resolve("tools"));
        Files.copy(
                Path.of(System.getProperty("basedir", ".")).resolveSibling("dcd"),
                home.resolve("dcd"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        for (String part : List.of(".mvn", "schemas/src", "transforms/src", "pipelines/src", "runners/src")) {
            Files.createDirectories(home.resolve(part));
        }
        Path mvn = Files.writeString(tools.resolve("mvn"), MAVEN);
        Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path jar = tools.resolve("probe.jar");
        if (!Files.exists(jar)) {
            compile(tools, jar);
        }
        return new Installation(home, tools);
    }

    private static void compile(Path tools, Path jar) throws IOException {
        Path source =
                Files.writeString(Files.createDirectories(tools.resolve("src")).resolve("Dcd.java"), PROBE);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code = compiler.run(null, null, errors, "-proc:none", "-d", tools.toString(), source.toString());
        if (code != 0) {
            throw new IOException(errors.toString());
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("org/dcd/runners/Dcd.class"));
            Files.copy(tools.resolve("org/dcd/runners/Dcd.class"), out);
        }
    }

    /** A command that starts the launcher script with the given environment only. */
    ProcessBuilder command(List<String> before, Map<String, String> environment, String... args) {
        List<String> command = new ArrayList<>(before);
        command.add(home.resolve("dcd").toString());
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(tools.toFile());
        Map<String, String> all = new TreeMap<>();
        all.put("PATH", tools + ":" + System.getenv("PATH"));
        all.put("JAVA_HOME", System.getProperty("java.home"));
        all.put("DCD_JEMALLOC", "none");
        all.put("TMPDIR", tools.toString());
        all.putAll(environment);
        builder.environment().clear();
        builder.environment().putAll(all);
        return builder;
    }

    /**
     * Output of the program.
     *
     * @param values values that it printed, by name
     * @param text everything that was printed
     */
    record Output(int code, Map<String, String> values, String text) {
        String get(String name) {
            if (code != 0 || !values.containsKey(name)) {
                throw new AssertionError("no " + name + ", exit code " + code + ": " + text);
            }
            return values.get(name);
        }
    }

    /** Runs the launcher script. */
    Output run(Map<String, String> environment, String... args) throws IOException, InterruptedException {
        return run(List.of(), environment, args);
    }

    /** @param before command line to which the launcher script is appended */
    Output run(List<String> before, Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        Path log = tools.resolve("out-" + System.nanoTime());
        Process process = command(before, environment, args)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int code = process.waitFor();
        String text = Files.readString(log);
        return new Output(
                code,
                text.lines()
                        .filter(line -> line.matches("[a-z]+=.*"))
                        .map(line -> line.split("=", 2))
                        .collect(Collectors.toMap(words -> words[0], words -> words[1], (a, b) -> b)),
                text);
    }

    /** The log of builds: one line for each, and {@code overlap} if two ran at the same time. */
    List<String> builds() throws IOException {
        Path log = tools.resolve("log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }
}
