package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.dcd.pipelines.store.files.FolderTree;
import org.dcd.pipelines.store.lease.WorkName;
import org.dcd.schemas.FileEntry;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageResult;
import org.dcd.transforms.files.Sha256;

/**
 * Publishes stages of a local store. It writes the manifest when all files are on disk, then deletes temporary files,
 * and finally renames the work folder. After a crash before the manifest, the work folder with its checkpoints remains;
 * after a crash later on, {@link #recover} publishes it. A publisher changes its own work folder only and never
 * replaces a complete stage of another publisher: it may be suspended at any step while another process makes and
 * publishes the stage.
 *
 * @param step called before each operation on files
 */
record LocalPublisher(LocalStore store, Runnable step) {
    /** Contents of {@link WorkName#REPLACE} when there is no stage to replace. */
    static final String NOTHING = "nothing";

    private static final String TEMPORARY_SUFFIX = ".tmp";

    LocalPublisher(LocalStore store) {
        this(store, () -> {});
    }

    void replaceNext(StageId id) throws IOException {
        Path work = store.workPath(id);
        Files.createDirectories(work);
        deleteAllBut(Set.of(WorkName.OWNER), work);
        Files.writeString(work.resolve(WorkName.REPLACE), identity(store.stagePath(id)));
    }

    boolean isReplacing(StageId id) throws IOException {
        return replaces(store.workPath(id), id);
    }

    /** Whether a work folder is marked to replace the current stage, rather than an earlier one. */
    private boolean replaces(Path work, StageId id) throws IOException {
        try {
            String replaced = Files.readString(work.resolve(WorkName.REPLACE)).strip();
            return replaced.isEmpty() || replaced.equals(identity(store.stagePath(id)));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static String identity(Path stage) throws IOException {
        Path manifest = stage.resolve(Manifests.FILE);
        return Files.isRegularFile(manifest) ? Sha256.of(manifest) : NOTHING;
    }

    void publish(StageResult result) throws IOException {
        StageId id = result.task().id();
        // The folder in which it was made; another run may use another folder by now.
        Path work = Path.of(result.task().work().location());
        step.run();
        boolean replaces = replaces(work, id);
        if (!replaces && store.find(id) instanceof LookupResult.Present) {
            FolderTree.delete(work);
            return;
        }
        step.run();
        if (!Files.isDirectory(work)) {
            throw new IOException("its work folder " + work + " is missing");
        }
        if (WorkName.parse(work.getFileName().toString())
                        .filter(WorkName::isFenced)
                        .isPresent()
                && !Files.exists(work.resolve(WorkName.OWNER))) {
            throw new IOException("its work folder " + work + " was deleted meanwhile");
        }
        step.run();
        Manifest manifest = new ManifestBuilder(result, work).build();
        step.run();
        writeManifest(work, Manifests.toJson(manifest));
        step.run();
        // The mark may be that of a forced run that crashed, and the stage to replace may have been deleted.
        if (replaces && Files.exists(store.stagePath(id))) {
            moveAsideReplaced(work, id);
        }
        moveIntoPlace(work, id, manifest);
    }

    /** Writes into an existing folder only: a folder that another process has deleted is not created again. */
    private static void writeManifest(Path work, byte[] json) throws IOException {
        Path temporary = work.resolve("." + Manifests.FILE + "." + UUID.randomUUID() + TEMPORARY_SUFFIX);
        Files.write(temporary, json, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(temporary, work.resolve(Manifests.FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Moves the stage that is replaced aside. A stage that another run has published in its place is moved back. */
    private void moveAsideReplaced(Path work, StageId id) throws IOException {
        String replaced = Files.readString(work.resolve(WorkName.REPLACE)).strip();
        step.run();
        Path aside;
        try {
            aside = moveAside(store.stagePath(id), "replaced", id);
        } catch (NoSuchFileException movedByAnother) {
            return;
        }
        step.run();
        if (!replaced.isEmpty() && !replaced.equals(identity(aside))) {
            moveBack(aside, id);
        }
    }

    /** Moves back a stage, unless a third run has published the stage meanwhile. */
    private void moveBack(Path aside, StageId id) throws IOException {
        try {
            Files.move(aside, store.stagePath(id), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!(store.find(id) instanceof LookupResult.Present)) {
                throw e;
            }
        }
    }

    boolean recover(StageId id) throws IOException {
        Path work = store.workPath(id);
        step.run();
        if (StageCheck.check(work, id, true) instanceof LookupResult.Present whole
                && store.find(id) instanceof LookupResult.Missing) {
            moveIntoPlace(work, id, whole.manifest());
            return true;
        }
        Files.deleteIfExists(work.resolve(Manifests.FILE));
        return false;
    }

    private void moveIntoPlace(Path work, StageId id, Manifest manifest) throws IOException {
        Path target = store.stagePath(id);
        Set<String> kept = new HashSet<>(
                manifest.getFiles().stream().map(FileEntry::getPath).toList());
        kept.add(Manifests.FILE);
        deleteAllBut(kept, work);
        step.run();
        force(work);
        Files.createDirectories(target.getParent());
        step.run();
        if (!(StageCheck.check(work, id, false) instanceof LookupResult.Present)) {
            throw new IOException("its work folder " + work + " was changed during the publication");
        }
        step.run();
        try {
            Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            step.run();
            if (store.find(id) instanceof LookupResult.Present) {
                FolderTree.delete(work);
                return;
            }
            step.run();
            if (setAside(id).isEmpty() && !Files.isDirectory(work)) {
                throw e;
            }
            step.run();
            moveUnlessPresent(work, target, id);
        }
        step.run();
        force(target.getParent());
    }

    private void moveUnlessPresent(Path work, Path target, StageId id) throws IOException {
        try {
            Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!(store.find(id) instanceof LookupResult.Present)) {
                throw e;
            }
            FolderTree.delete(work);
        }
    }

    Optional<Path> setAside(StageId id) throws IOException {
        Path stage = store.stagePath(id);
        // Compares hashes: damage need not change sizes.
        if (!(store.verify(id) instanceof LookupResult.Damaged)) {
            return Optional.empty();
        }
        step.run();
        Path aside;
        try {
            aside = moveAside(stage, "damaged", id);
        } catch (NoSuchFileException movedByAnother) {
            return Optional.empty();
        }
        step.run();
        if (StageCheck.check(aside, id, true) instanceof LookupResult.Present) {
            moveBack(aside, id);
            return Optional.empty();
        }
        return Optional.of(aside);
    }

    private Path moveAside(Path stage, String where, StageId id) throws IOException {
        Path folder = Files.createDirectories(store.root().resolve(where));
        Path aside = folder.resolve(id.kind() + "-" + id.key());
        for (int n = 2; Files.exists(aside); n++) {
            aside = folder.resolve(id.kind() + "-" + id.key() + "-" + n);
        }
        return Files.move(stage, aside, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Deletes files of the holder's own work folder. The mark of the owner is deleted last: a folder without it is not
     * recovered.
     */
    private void deleteAllBut(Set<String> kept, Path work) throws IOException {
        List<Path> entries;
        try (Stream<Path> all = Files.list(work)) {
            entries = all.toList();
        }
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            if (!kept.contains(name) && !name.equals(WorkName.OWNER)) {
                step.run();
                FolderTree.delete(entry);
            }
        }
        if (!kept.contains(WorkName.OWNER)) {
            step.run();
            Files.deleteIfExists(work.resolve(WorkName.OWNER));
        }
    }

    /** Syncs a folder, so that renamed and created entries survive a power failure. */
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
