package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dcd.schemas.FileEntry;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageKind;
import org.dcd.schemas.stage.StageResult;

/**
 * Moves work folders into place. The manifest is written when all files are on disk, temporary files go next, the
 * rename comes last: a crash before the manifest leaves a work folder with its checkpoints, a crash after it one that
 * {@link #recover} publishes.
 */
record StagePublisher(LocalStore store) {
    /** Lies in a work folder whose stage takes the place of a finished one. */
    static final String REPLACE = ".replace";

    void replaceNext(StageKind kind, String key) throws IOException {
        Path work = store.workPath(kind, key);
        FolderTree.delete(work);
        Files.createDirectories(work);
        Files.createFile(work.resolve(REPLACE));
    }

    void publish(StageResult result) throws IOException {
        StageKind kind = result.task().kind();
        String key = result.task().key();
        // Where it was made: a worker of a job that was given up must not publish what its successor is at.
        Path work = Path.of(result.task().work().location());
        boolean replaces = Files.exists(work.resolve(REPLACE));
        if (!replaces && store.find(kind, key) instanceof Lookup.Present) {
            FolderTree.delete(work);
            return;
        }
        if (!Files.isDirectory(work)) {
            throw new IOException("its work folder " + work + " is gone");
        }
        Manifest manifest = new ManifestBuilder(result, work).build();
        byte[] json = Manifests.toJson(manifest);
        Folder.at(work.toString()).write(Manifests.FILE, out -> out.write(json));
        // A forced run that was killed leaves its mark, and what it was to replace may be gone by now.
        if (replaces && Files.exists(store.stagePath(kind, key))) {
            moveAside(store.stagePath(kind, key), "replaced", kind, key);
        }
        moveIntoPlace(work, kind, key, manifest);
    }

    boolean recover(StageKind kind, String key) throws IOException {
        Path work = store.workPath(kind, key);
        if (StageCheck.check(work, kind, key, true) instanceof Lookup.Present whole
                && store.find(kind, key) instanceof Lookup.Missing) {
            moveIntoPlace(work, kind, key, whole.manifest());
            return true;
        }
        Files.deleteIfExists(work.resolve(Manifests.FILE));
        return false;
    }

    private void moveIntoPlace(Path work, StageKind kind, String key, Manifest manifest) throws IOException {
        Path target = store.stagePath(kind, key);
        deleteAllBut(manifest, work);
        LocalStore.force(work);
        Files.createDirectories(target.getParent());
        try {
            Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (store.find(kind, key) instanceof Lookup.Present) {
                FolderTree.delete(work);
                return;
            }
            if (setAside(kind, key).isEmpty()) {
                throw e;
            }
            Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
        }
        LocalStore.force(target.getParent());
    }

    Optional<Path> setAside(StageKind kind, String key) throws IOException {
        Path stage = store.stagePath(kind, key);
        if (store.find(kind, key) instanceof Lookup.Missing) {
            return Optional.empty();
        }
        return Optional.of(moveAside(stage, "damaged", kind, key));
    }

    private Path moveAside(Path stage, String where, StageKind kind, String key) throws IOException {
        Path folder = Files.createDirectories(store.root().resolve(where));
        Path aside = folder.resolve(kind.id() + "-" + key);
        for (int n = 2; Files.exists(aside); n++) {
            aside = folder.resolve(kind.id() + "-" + key + "-" + n);
        }
        return Files.move(stage, aside, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void deleteAllBut(Manifest manifest, Path work) throws IOException {
        Set<String> kept = new HashSet<>(
                manifest.getFiles().stream().map(FileEntry::getPath).toList());
        kept.add(Manifests.FILE);
        List<Path> entries;
        try (Stream<Path> all = Files.list(work)) {
            entries = all.toList();
        }
        for (Path entry : entries) {
            if (!kept.contains(entry.getFileName().toString())) {
                FolderTree.delete(entry);
            }
        }
    }
}
