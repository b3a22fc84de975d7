package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;

/** Small stages for tests of stores. */
public final class Stages {
    public static final String KEY = "0123456789abcdef0123456789abcdef";
    public static final String OTHER_KEY = "fedcba9876543210fedcba9876543210";
    public static final StageId ID = new StageId("teacher", KEY);
    public static final StageId OTHER_ID = new StageId("teacher", OTHER_KEY);

    public record Spec(int width) implements StageSpec {}

    private Stages() {}

    public static StageTask<Spec> task(Store store, String key) {
        StageId id = new StageId("teacher", key);
        return new StageTask<>(id, "teacher", new Spec(3), List.of(), store.work(id));
    }

    /** A stage that is ready to be published: two files and a checkpoint in its work folder. */
    public static StageResult finished(Store store, String key) throws IOException {
        StageTask<Spec> task = task(store, key);
        write(task, "a.txt", "alpha");
        write(task, "b.txt", "beta");
        write(task, "checkpoint.bin", "half-way");
        return new StageResult(
                task,
                List.of(),
                Map.of("images", 3.0),
                List.of("rolled back once"),
                List.of("checkpoint.bin"),
                Instant.EPOCH,
                1.5);
    }

    public static void write(StageTask<?> task, String name, String text) throws IOException {
        task.work().write(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Type, size and modification time of every path below a folder. */
    static Map<String, String> snapshot(Path folder) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.toList()) {
                    entries.put(
                            path.toString(),
                            Files.isDirectory(path) + " " + Files.size(path) + " " + Files.getLastModifiedTime(path));
                }
            }
        }
        return entries;
    }
}
