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
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.dcd.pipelines.store.files.FolderTree;
import org.dcd.pipelines.store.lease.Leases;
import org.dcd.pipelines.store.lease.Liveness;
import org.dcd.schemas.stage.StageId;

/** Contents of a local store. */
final class LocalContents implements StoreContents {
    private static final String TRASH = ".trash-";

    private final Path root;
    private final Liveness liveness;

    LocalContents(Path root, Liveness liveness) {
        this.root = root;
        this.liveness = liveness;
    }

    @Override
    public void awaitHeartbeats(IntConsumer waiting) throws IOException, InterruptedException {
        liveness.awaitDecisions(waiting);
    }

    @Override
    public List<Stage> stages() throws IOException {
        List<Stage> stages = new ArrayList<>();
        for (String kind : LocalOrphans.kinds(root.resolve("stages"))) {
            for (Path folder : folders(root.resolve("stages").resolve(kind))) {
                Optional<StageId> id = stageOf(folder);
                if (id.isPresent()) {
                    stages.add(
                            new Stage(id.get(), below(folder), StageCheck.manifest(folder), FolderTree.bytes(folder)));
                }
            }
        }
        return stages;
    }

    @Override
    public Optional<String> damage(Stage stage) {
        return StageCheck.check(root.resolve(stage.path()), stage.id(), true) instanceof LookupResult.Damaged damaged
                ? Optional.of(damaged.reason())
                : Optional.empty();
    }

    @Override
    public Set<String> inUse() throws IOException {
        return liveness.stagesInUse();
    }

    @Override
    public List<Orphan> orphans() throws IOException {
        List<Orphan> orphans = new ArrayList<>(new LocalOrphans(root, liveness).find());
        for (Path kind : folders(root.resolve("stages"))) {
            for (Path folder : folders(kind)) {
                if (stageOf(folder).isEmpty()) {
                    orphans.add(orphan(folder, FOREIGN));
                }
            }
        }
        for (Path folder : folders(root.resolve("damaged"))) {
            orphans.add(orphan(folder, DAMAGED));
        }
        for (Path folder : folders(root.resolve("replaced"))) {
            orphans.add(orphan(folder, REPLACED));
        }
        for (Path folder : folders(root)) {
            if (folder.getFileName().toString().startsWith(TRASH)) {
                orphans.add(orphan(folder, INTERRUPTED_DELETION));
            }
        }
        return orphans;
    }

    private Orphan orphan(Path folder, String why) throws IOException {
        return new Orphan(below(folder), why, FolderTree.bytes(folder));
    }

    private String below(Path folder) {
        return root.relativize(folder).toString();
    }

    /** Moves the folder or file out of the way atomically, then deletes it. */
    @Override
    public boolean delete(String below) throws IOException {
        Path path = root.resolve(below).normalize();
        if (!path.startsWith(root) || path.equals(root)) {
            throw new IllegalArgumentException(below + " is not in the store " + root);
        }
        LocalOrphans orphans = new LocalOrphans(root, liveness);
        Optional<StageId> work = orphans.workOf(path);
        Optional<StageId> stage = stageOf(path);
        if (work.isEmpty() && stage.isEmpty()) {
            discard(path);
            return true;
        }
        StageId locked = work.or(() -> stage).get();
        try (Leases leases = Leases.begin(liveness.leases(), liveness, List.of(), () -> {})) {
            if (leases.takeWithoutWork(locked).isPresent()) {
                return false;
            }
            if (stage.isPresent()) {
                return discardUnlessInUse(path, stage.get().key());
            }
            for (Path part : orphans.parts(locked)) {
                discard(part);
            }
            return true;
        }
    }

    private Optional<StageId> stageOf(Path path) {
        return LocalOrphans.stage(
                root.resolve("stages"), path.getParent(), path.getFileName().toString());
    }

    /**
     * Deletes a stage unless an active run needs it. A run records the stages that it needs before it looks them up.
     * Hence a run that starts during the deletion either finds the stage missing and makes it again, or is found here,
     * and the stage is moved back.
     */
    private boolean discardUnlessInUse(Path stage, String key) throws IOException {
        if (inUse().contains(key)) {
            return false;
        }
        Path trash = root.resolve(TRASH + UUID.randomUUID());
        Files.move(stage, trash, StandardCopyOption.ATOMIC_MOVE);
        if (inUse().contains(key)) {
            Files.move(trash, stage, StandardCopyOption.ATOMIC_MOVE);
            return false;
        }
        FolderTree.delete(trash);
        return true;
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
