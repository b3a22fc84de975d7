package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /** Keys of all stages that runs need which are at work now. */
    public Set<String> inUse() throws IOException {
        return new Leftovers(root).keysInUse();
    }

    /** Unfinished work that nobody is at, stages that were set aside, and what cut-off runs and deletions left. */
    public List<Leftover> leftovers() throws IOException {
        List<Leftover> leftovers = new ArrayList<>(new Leftovers(root).find());
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

    private static Leftover leftover(Path folder, String why) throws IOException {
        return new Leftover(folder, why, FolderTree.bytes(folder));
    }

    /**
     * Deletes a folder or file of the store; it is out of the way at once, so that nobody reads half of it. Of the
     * unfinished work on a stage all goes, unless a run is at it.
     *
     * @return whether it is gone
     */
    public boolean delete(Path path) throws IOException {
        if (!path.startsWith(root) || path.equals(root)) {
            throw new IllegalArgumentException(path + " is not in the store " + root);
        }
        Leftovers leftovers = new Leftovers(root);
        Optional<Leftovers.Work> work = leftovers.workOf(path);
        if (work.isEmpty()) {
            discard(path);
            return true;
        }
        try (Leases leases = Leases.begin(new FolderBoard(root), LeaseTimes.ofProcess(), List.of(), () -> {})) {
            if (leases.take(work.get().kind(), work.get().key()).isPresent()) {
                return false;
            }
            for (Path part : leftovers.parts(work.get())) {
                discard(part);
            }
            return true;
        }
    }

    private void discard(Path path) throws IOException {
        if (path.getFileName().toString().startsWith(TRASH)) {
            FolderTree.delete(path);
            return;
        }
        Path trash = root.resolve(TRASH + UUID.randomUUID());
        Files.move(path, trash, StandardCopyOption.ATOMIC_MOVE);
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
