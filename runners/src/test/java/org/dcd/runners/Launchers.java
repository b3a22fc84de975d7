package org.dcd.runners;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreContents;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.TableReader;
import org.dcd.schemas.table.Tables;

/** Runs the command line on real runners and reads the results from stores, for tests of other packages. */
public final class Launchers {
    private Launchers() {}

    /** A launcher as a process. */
    public record Child(ChildProcess process) implements AutoCloseable {
        /** Waits for a change of the files with a given name in a folder; false if the launcher ends before. */
        public boolean awaitsChange(Path folder, String name) throws IOException, InterruptedException {
            Map<Path, Long> before = times(folder, name);
            while (times(folder, name).equals(before)) {
                if (process.endsWithin(20)) {
                    return false;
                }
            }
            return true;
        }

        public int code() throws IOException, InterruptedException {
            return process.code();
        }

        public String output() throws IOException {
            return process.output();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    private static Map<Path, Long> times(Path folder, String name) throws IOException {
        Map<Path, Long> times = new TreeMap<>();
        for (Path file : StoreFiles.state(folder).keySet()) {
            if (file.getFileName().toString().equals(name)) {
                try {
                    times.put(file, Files.getLastModifiedTime(file).toMillis());
                } catch (NoSuchFileException replacedJustNow) {
                    times.put(file, -1L);
                }
            }
        }
        return times;
    }

    /** A small experiment with its data. */
    public static Path tinyExperiment(Path folder) throws IOException {
        return TinyExperiment.write(folder);
    }

    /** Runs a command in this process. Returns its output if it fails, otherwise nothing. */
    public static String run(String... args) {
        Console console = Console.run(args);
        return console.code() == 0 ? "" : console.out() + console.err();
    }

    /** Starts a command as a process. */
    public static Child start(Path log, List<String> args) throws IOException {
        String jars = System.getProperty("dcd.jars");
        return new Child(ChildProcess.start(
                log, Dcd.class, jars == null ? List.of() : List.of("-Ddcd.jars=" + jars), args.toArray(String[]::new)));
    }

    /** As above, with a plug-in. */
    public static Child startWithPlugin(Path log, Path plugin, List<String> args) throws IOException {
        return startWithPlugin(log, Dcd.class, plugin, args);
    }

    /** Starts a program with a plug-in, as the launcher script does. */
    static Child startWithPlugin(Path log, Class<?> main, Path plugin, List<String> args) throws IOException {
        List<String> options = new ArrayList<>(List.of(
                "-Ddcd.plugins=" + plugin, "-cp", System.getProperty("java.class.path") + File.pathSeparator + plugin));
        Optional.ofNullable(System.getProperty("dcd.jars")).ifPresent(build -> options.add("-Ddcd.jars=" + build));
        return new Child(ChildProcess.start(log, main, options, args.toArray(String[]::new)));
    }

    /** Script that sets a host name that does not resolve. */
    private static final String NAMELESS = "hostname no-such-host.invalid && ! getent hosts no-such-host.invalid";

    /**
     * Prefix of a command line that runs a command under a host name that does not resolve; empty where processes may
     * not change the host name.
     */
    public static Optional<List<String>> namelessMachine() throws IOException, InterruptedException {
        for (List<String> unshare : List.of(List.of("unshare", "-u"), List.of("unshare", "-ru"))) {
            List<String> shell = new ArrayList<>(unshare);
            shell.addAll(List.of("sh", "-c", NAMELESS + " && exec \"$@\"", "sh"));
            if (works(Stream.concat(shell.stream(), Stream.of("true")).toList())) {
                return Optional.of(shell);
            }
        }
        return Optional.empty();
    }

    private static boolean works(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    /** Runs several commands one after the other in one process, which ends with the code of the first that fails. */
    public static Child startAll(List<String> before, Path log, List<List<String>> commands) throws IOException {
        String jars = System.getProperty("dcd.jars");
        return new Child(ChildProcess.startWith(
                before,
                log,
                Commands.class,
                jars == null ? List.of() : List.of("-Ddcd.jars=" + jars),
                commands.stream().map(command -> String.join("\n", command)).toArray(String[]::new)));
    }

    /** Hashes of all networks of a store. */
    public static Map<String, String> weights(Path store) throws IOException {
        return StoreFiles.hashes(store).entrySet().stream()
                .filter(file -> file.getKey().matches(".*\\.(safetensors|onnx)"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    /** All scores of a store, by stage, row and metric. */
    public static Map<String, Double> scores(Path location) throws IOException {
        Map<String, Double> scores = new TreeMap<>();
        Store store = Store.open(location);
        for (StoreContents.Stage stage : store.contents().stages()) {
            if (!stage.id().kind().equals("score")) {
                continue;
            }
            Folder folder = store.stage(stage.id());
            for (String part : Tables.parts(folder, "scores")) {
                try (TableReader<Score> reader = TableReader.open(folder, part, Score.class)) {
                    for (long row = 0; row < reader.rows(); row++) {
                        Score score = reader.next();
                        scores.put(stage.id().key() + " " + score.getRow() + " " + score.getMetric(), score.getValue());
                    }
                }
            }
        }
        return scores;
    }
}
