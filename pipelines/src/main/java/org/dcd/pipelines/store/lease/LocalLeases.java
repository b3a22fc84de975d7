package org.dcd.pipelines.store.lease;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.dcd.pipelines.store.files.FolderTree;
import org.dcd.schemas.stage.StageId;

/**
 * Leases in a folder, which machines may share. A lease is a folder {@code work/<kind>/<key>.lease} that contains one
 * file with the name of its holder. A holder takes the lease by renaming a folder to this path, which is atomic and
 * fails unless the target is missing or empty: one of several holders succeeds. A lease is released by deleting the
 * holder's file, so that the lease of another holder is never deleted. No two steps need to be atomic together.
 *
 * @param root folder of the store
 */
public record LocalLeases(Path root) implements LeaseStore {
    /** Suffix of the folders of leases. */
    public static final String LEASE = ".lease";

    private static final String ALIVE = ".alive";

    @Override
    public String location() {
        return root.toString();
    }

    /** Folder of the heartbeats. */
    public static Path alive(Path root) {
        return root.resolve("work").resolve(ALIVE);
    }

    private Path alive(String holder) {
        return alive(root).resolve(holder);
    }

    private LocalWork work(String kind) {
        return new LocalWork(root.resolve("work").resolve(kind));
    }

    private Path lease(StageId id) {
        return work(id.kind()).parent().resolve(id.key() + LEASE);
    }

    @Override
    public boolean take(StageId id, String holder, Optional<String> expired) throws IOException {
        if (expired.isPresent()) {
            release(id, expired.get());
        }
        Path lease = lease(id);
        if (holderIn(lease).isPresent()) {
            return false;
        }
        Path fresh = lease.resolveSibling("." + lease.getFileName() + "-" + holder);
        FolderTree.delete(fresh);
        Files.createDirectories(fresh);
        Files.createFile(fresh.resolve(holder));
        try {
            Files.move(fresh, lease, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (FileSystemException e) {
            FolderTree.delete(fresh);
            if (holderIn(lease).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public Optional<String> holder(StageId id) throws IOException {
        return holderIn(lease(id));
    }

    /** The holder of a lease by its folder; empty when the folder is missing or empty. */
    public static Optional<String> holderIn(Path lease) throws IOException {
        try (Stream<Path> entries = Files.list(lease)) {
            return entries.map(entry -> entry.getFileName().toString()).findFirst();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void release(StageId id, String holder) throws IOException {
        Path lease = lease(id);
        Files.deleteIfExists(lease.resolve(holder));
        try {
            Files.deleteIfExists(lease);
        } catch (DirectoryNotEmptyException takenByAnother) {
            return;
        }
    }

    @Override
    public WorkName beginWork(StageId id, String holder, Predicate<String> stopped) throws IOException {
        return work(id.kind()).begin(id.key(), holder, stopped);
    }

    @Override
    public void endWork(StageId id, WorkName work, String holder) throws IOException {
        work(id.kind()).end(work, holder);
    }

    @Override
    public List<WorkName> works(StageId id) throws IOException {
        return work(id.kind()).of(id.key());
    }

    @Override
    public Heartbeat start(String holder, String run) throws IOException {
        return HeartbeatFile.start(alive(holder), run);
    }

    @Override
    public List<String> holders() throws IOException {
        try (Stream<Path> files = Files.list(alive(root))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
    }

    @Override
    public HeartbeatText heartbeat(String holder) throws IOException {
        return HeartbeatFile.read(alive(holder));
    }

    @Override
    public Set<String> stages(String holder) throws IOException {
        return HeartbeatFile.readAll(alive(holder)).stages();
    }

    @Override
    public ProcessState process(String holder) throws IOException {
        return HeartbeatFile.process(alive(holder));
    }

    @Override
    public void delete(String holder) throws IOException {
        Files.deleteIfExists(alive(holder));
    }
}
