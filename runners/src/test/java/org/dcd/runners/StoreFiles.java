package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreContents;
import org.dcd.schemas.FileEntry;
import org.dcd.transforms.files.Sha256;

/** Files of a store. */
final class StoreFiles {
    private StoreFiles() {}

    /**
     * Files and folders below a folder with their sizes, -1 for folders. Files that are deleted meanwhile are left out.
     */
    static Map<Path, Long> state(Path store) throws IOException {
        Map<Path, Long> state = new TreeMap<>();
        if (!Files.exists(store)) {
            return state;
        }
        try (Stream<Path> paths = Files.walk(store)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                state.put(path, Files.isRegularFile(path) ? Files.size(path) : -1);
            }
        } catch (UncheckedIOException | NoSuchFileException changedMeanwhile) {
            return state;
        }
        return state;
    }

    /** Hashes of all files of all stages, without the times in logs, and without reports. */
    static Map<String, String> hashes(Path store) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        for (StoreContents.Stage stage : Store.open(store).contents().stages()) {
            for (FileEntry entry : stage.manifest().orElseThrow().getFiles()) {
                Path path = store.resolve(stage.path()).resolve(entry.getPath());
                String name = stage.id().path() + "/" + entry.getPath();
                assertThat(Sha256.of(path)).as(name).isEqualTo(entry.getSha256());
                if (entry.getPath().equals("progress.jsonl")) {
                    hashes.put(name, Sha256.of(timeless(Files.readString(path)).getBytes(StandardCharsets.UTF_8)));
                } else if (!entry.getPath().equals("report.html")) {
                    hashes.put(name, entry.getSha256());
                } else {
                    hashes.put(name, "a report with times");
                }
            }
        }
        return hashes;
    }

    private static String timeless(String progress) {
        return progress.replaceAll("\"epochMillis\":\\d+", "");
    }
}
