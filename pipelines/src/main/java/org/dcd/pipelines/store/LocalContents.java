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
import org.dcd.schemas.stage.StageId;

/** All that lies in a store on a local file system. */
final class LocalContents implements StoreContents {
    private static final String TRASH = ".trash-";

    private final Path root;
    private final Liveness liveness;

    LocalContents(Path root, Liveness liveness) {
        this.root = root;
        this.liveness = liveness;
    }

    @Override
    public void awaitHeartbeats(IntConsumer waits) throws IOException, InterruptedException {
        liveness.await(liveness.leases().holders(), waits);
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
        return new LocalOrphans(root, liveness).keysInUse();
    }

    @Override
    public List<Orphan> orphans() throws IOException {
        List<Orphan> leftovers = new ArrayList<>(new LocalOrphans(root, liveness).find());
        for (Path kind : folders(root.resolve("stages"))) {
            for (Path folder : folders(kind)) {
                if (stageOf(folder).isEmpty()) {
                    leftovers.add(leftover(folder, FOREIGN));
                }
            }
        }
        for (Path folder : folders(root.resolve("damaged"))) {
            leftovers.add(leftover(folder, DAMAGED));
        }
        for (Path folder : folders(root.resolve("replaced"))) {
            leftovers.add(leftover(folder, REPLACED));
        }
        for (Path folder : folders(root)) {
            if (folder.getFileName().toString().startsWith(TRASH)) {
                leftovers.add(leftover(folder, CUT_OFF));
            }
        }
        return leftovers;
    }

    private Orphan leftover(Path folder, String why) throws IOException {
        return new Orphan(below(folder), why, FolderTree.bytes(folder));
    }

    private String below(Path folder) {
        return root.relativize(folder).toString();
    }

    /** It is out of the way at once: it is moved, then deleted. */
    @Override
    public boolean delete(String below) throws IOException {
        Path path = root.resolve(below).normalize();
        if (!path.startsWith(root) || path.equals(root)) {
            throw new IllegalArgumentException(below + " is not in the store " + root);
        }
        LocalOrphans leftovers = new LocalOrphans(root, liveness);
        Optional<StageId> work = leftovers.workOf(path);
        Optional<StageId> stage = stageOf(path);
        if (work.isEmpty() && stage.isEmpty()) {
            discard(path);
            return true;
        }
        StageId locked = work.or(() -> stage).get();
        try (Leases leases = Leases.begin(liveness.leases(), liveness, List.of(), () -> {})) {
            if (leases.takeOnly(locked).isPresent()) {
                return false;
            }
            if (stage.isPresent()) {
                return discardUnlessInUse(path, stage.get().key());
            }
            for (Path part : leftovers.parts(locked)) {
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
     * A run enters the stages that it needs before it looks for them. Hence one that enters while a stage is deleted
     * either finds it missing and makes it again, or is found here, and the stage goes back.
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
