package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.dcd.schemas.stage.StageKind;

/**
 * Leases in a folder that machines may share. A lease is a folder {@code work/<kind>/<key>.lease} with one file that
 * has the name of its holder. A folder is renamed to that place at once and only when nothing or an empty folder is
 * there, so that one of many wins; it is emptied by deleting the holder's own file, so that nobody takes away the lease
 * of another than was meant. No two steps need to happen together.
 */
record FolderBoard(Path root) implements LeaseBoard {
    static final String LEASE = ".lease";
    /** Says that a holder was deposed, which may wake up and write to the work folder that it knows. */
    static final String DEPOSED = ".deposed";

    private static final String ALIVE = ".alive";
    /** Work folders by their usual place, where holders of this process have others. */
    private static final Map<Path, Path> PLACES = new ConcurrentHashMap<>();

    @Override
    public String location() {
        return root.toString();
    }

    static Path alive(Path root) {
        return root.resolve("work").resolve(ALIVE);
    }

    private Path alive(String holder) {
        return alive(root).resolve(holder);
    }

    private Path work(StageKind kind, String key) {
        return root.resolve("work").resolve(kind.id()).resolve(key);
    }

    private Path lease(StageKind kind, String key) {
        return beside(work(kind, key), LEASE);
    }

    private static Path beside(Path work, String suffix) {
        return work.resolveSibling(work.getFileName() + suffix);
    }

    @Override
    public boolean take(StageKind kind, String key, String holder) throws IOException {
        Path lease = lease(kind, key);
        if (holderIn(lease).isPresent()) {
            return false;
        }
        Path fresh = lease.resolveSibling("." + lease.getFileName() + "-" + holder);
        Files.createDirectories(fresh);
        Files.createFile(fresh.resolve(holder));
        try {
            Files.move(fresh, lease, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            FolderTree.delete(fresh);
            if (holderIn(lease).isPresent()) {
                return false;
            }
            throw e;
        }
        Path work = work(kind, key);
        PLACES.put(work, Files.exists(beside(work, DEPOSED)) ? anew(work) : work);
        return true;
    }

    /** Moves what a deposed holder has made to where that one does not write, and returns where. */
    private static Path anew(Path work) throws IOException {
        int latest = latest(work);
        Path to = numbered(work, latest + 1);
        try {
            Files.move(numbered(work, latest), to, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException nothingYet) {
            Files.createDirectory(to);
        }
        return to;
    }

    /** {@code <key>}, after a deposition {@code <key>.2}, and so on. */
    private static Path numbered(Path work, int number) {
        return number == 1 ? work : beside(work, "." + number);
    }

    private static int latest(Path work) throws IOException {
        String name = work.getFileName() + ".";
        try (Stream<Path> entries = Files.list(work.getParent())) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(entry -> entry.startsWith(name)
                            && entry.substring(name.length()).matches("\\d{1,6}"))
                    .mapToInt(entry -> Integer.parseInt(entry.substring(name.length())))
                    .max()
                    .orElse(1);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return 1;
        }
    }

    /** Where a stage is made: for its holder in this process the folder that it was given, for others the latest. */
    static Path place(Path work) throws IOException {
        Path given = PLACES.get(work);
        if (given != null || !Files.exists(beside(work, DEPOSED))) {
            return given == null ? work : given;
        }
        return numbered(work, latest(work));
    }

    /** Ends the watch on a deposed holder, when the stage is published. */
    static void forgive(Path work) throws IOException {
        Files.deleteIfExists(beside(work, DEPOSED));
    }

    @Override
    public Optional<String> holder(StageKind kind, String key) throws IOException {
        return holderIn(lease(kind, key));
    }

    static Optional<String> holderIn(Path lease) throws IOException {
        try (Stream<Path> entries = Files.list(lease)) {
            return entries.map(entry -> entry.getFileName().toString()).findFirst();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void remove(StageKind kind, String key, String holder) throws IOException {
        Path lease = lease(kind, key);
        if (Files.deleteIfExists(lease.resolve(holder))) {
            PLACES.remove(work(kind, key));
        }
        try {
            Files.deleteIfExists(lease);
        } catch (DirectoryNotEmptyException takenByAnother) {
            return;
        }
    }

    @Override
    public void depose(StageKind kind, String key, String holder) throws IOException {
        try {
            Files.createFile(beside(work(kind, key), DEPOSED));
        } catch (FileAlreadyExistsException e) {
            // deposed before
        }
        remove(kind, key, holder);
    }

    @Override
    public Pulse start(String holder, String about) throws IOException {
        return LeasePulse.start(alive(holder), about);
    }

    @Override
    public String pulse(String holder) throws IOException {
        return LeasePulse.read(alive(holder));
    }

    @Override
    public boolean hasEnded(String holder) throws IOException {
        return LeasePulse.hasEnded(alive(holder));
    }

    @Override
    public boolean isOld(String holder, Duration age) throws IOException {
        try {
            return Files.getLastModifiedTime(alive(holder))
                    .toInstant()
                    .isBefore(Instant.now().minus(age));
        } catch (NoSuchFileException gone) {
            return true;
        }
    }

    @Override
    public void bury(String holder) throws IOException {
        Files.deleteIfExists(alive(holder));
    }
}
