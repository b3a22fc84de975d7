package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.stage.StageKind;

/** All that lies in a store, for those who tidy it. */
public final class StoreContents {
    private static final String TRASH = ".trash-";

    private final Path root;

    StoreContents(Path root) {
        this.root = root;
    }

    /**
     * A finished stage.
     *
     * @param manifest empty when it cannot be read
     */
    public record Stage(StageKind kind, String key, Path folder, Optional<Manifest> manifest, long bytes) {}

    /**
     * What is no finished stage.
     *
     * @param why it is there, in words
     */
    public record Leftover(Path folder, String why, long bytes) {}

    /** Finished stages in the order of their kinds. */
    public List<Stage> stages() throws IOException {
        List<Stage> stages = new ArrayList<>();
        for (StageKind kind : StageKind.values()) {
            for (Path folder : folders(root.resolve("stages").resolve(kind.id()))) {
                stages.add(new Stage(
                        kind,
                        folder.getFileName().toString(),
                        folder,
                        StageCheck.manifest(folder),
                        FolderTree.bytes(folder)));
            }
        }
        return stages;
    }

    /** Re-hashes every file of a stage; empty when all is as it was published. */
    public Optional<String> damage(Stage stage) {
        Lookup lookup = StageCheck.check(stage.folder(), stage.kind(), stage.key(), true);
        return lookup instanceof Lookup.Damaged damaged ? Optional.of(damaged.reason()) : Optional.empty();
    }

    /** Unfinished work that nobody is at, stages that were set aside, and what a cut-off deletion left. */
    public List<Leftover> leftovers() throws IOException {
        List<Leftover> leftovers = new ArrayList<>();
        for (StageKind kind : StageKind.values()) {
            Path work = root.resolve("work").resolve(kind.id());
            for (Path folder : folders(work)) {
                if (!isLocked(folder)) {
                    leftovers.add(leftover(folder, "unfinished work, from which a run would continue"));
                }
            }
        }
        for (Path folder : folders(root.resolve("damaged"))) {
            leftovers.add(leftover(folder, "a damaged stage that was set aside"));
        }
        for (Path folder : folders(root.resolve("replaced"))) {
            leftovers.add(leftover(folder, "a stage that was made again"));
        }
        for (Path folder : folders(root)) {
            if (folder.getFileName().toString().startsWith(TRASH)) {
                leftovers.add(leftover(folder, "left by a deletion that was cut off"));
            }
        }
        return leftovers;
    }

    private static boolean isLocked(Path work) throws IOException {
        Optional<StageLock> lock = StageLock.tryAcquire(lock(work));
        lock.ifPresent(StageLock::close);
        return lock.isEmpty();
    }

    private static Path lock(Path work) {
        return work.resolveSibling(work.getFileName() + ".lock");
    }

    private static Leftover leftover(Path folder, String why) throws IOException {
        return new Leftover(folder, why, FolderTree.bytes(folder));
    }

    /** Deletes a folder of the store; it is out of the way at once, so that nobody reads half of it. */
    public void delete(Path folder) throws IOException {
        if (!folder.startsWith(root) || folder.equals(root)) {
            throw new IllegalArgumentException(folder + " is not in the store " + root);
        }
        if (folder.getFileName().toString().startsWith(TRASH)) {
            FolderTree.delete(folder);
            return;
        }
        Path trash = root.resolve(TRASH + UUID.randomUUID());
        Files.move(folder, trash, StandardCopyOption.ATOMIC_MOVE);
        FolderTree.delete(trash);
    }

    private static List<Path> folders(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }
}
