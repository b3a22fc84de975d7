package org.dcd.pipelines.store.lease;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
import org.dcd.schemas.stage.ProgressLine;

/**
 * Work folders of one stage kind on a local file system. A new holder gets the files of the previous holder: the folder
 * is renamed when the previous holder writes no more, otherwise copied.
 *
 * @param parent folder of the work folders
 */
public record LocalWork(Path parent) {
    /** Suffix of the names of folders that are being copied. */
    static final String COPYING = ".new";

    /** Files that are marks of holders. */
    static final Set<String> MARKS = Set.of(WorkName.OWNER, WorkName.RELEASED);

    /** Work folders of a stage in the order of their fencing numbers. */
    public List<WorkName> of(String key) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(key))
                    .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .flatMap(entry -> WorkName.parse(entry.getFileName().toString()).stream())
                    .filter(work -> work.key().equals(key))
                    .sorted(WorkName.BY_NUMBER)
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }

    /** The work folder of the last holder; without a holder, the folder of work without a lease. */
    public WorkName latest(String key) throws IOException {
        List<WorkName> works = of(key);
        return works.isEmpty() ? WorkName.unfenced(key) : works.get(works.size() - 1);
    }

    /** Path of a work folder. */
    public Path path(WorkName work) {
        return parent.resolve(work.folder());
    }

    WorkName begin(String key, String holder, Predicate<String> stopped) throws IOException {
        Files.createDirectories(parent);
        while (true) {
            List<WorkName> works = of(key);
            if (works.isEmpty()) {
                WorkName first = WorkName.of(key, 1, holder);
                create(first, holder);
                return first;
            }
            WorkName before = works.get(works.size() - 1);
            WorkName next = WorkName.of(key, before.number() + 1, holder);
            if (isWritten(before, stopped) ? copy(before, next, holder) : rename(before, next, holder)) {
                return next;
            }
        }
    }

    /** Whether a folder may still be written. Other versions never write into folders without a fencing number. */
    private boolean isWritten(WorkName work, Predicate<String> stopped) throws IOException {
        if (!work.isFenced()) {
            return false;
        }
        Optional<String> released = mark(work, WorkName.RELEASED).filter(work::isOf);
        Optional<String> owner = mark(work, WorkName.OWNER).filter(work::isOf);
        return released.isEmpty() && !owner.map(stopped::test).orElse(false);
    }

    private Optional<String> mark(WorkName work, String name) throws IOException {
        try {
            return Optional.of(Files.readString(path(work).resolve(name)).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Renames the folder of the previous holder to that of a new holder.
     *
     * @return false when the folder has a new holder or does not exist
     */
    boolean rename(WorkName before, WorkName mine, String holder) throws IOException {
        Path to = path(mine);
        try {
            Files.move(path(before), to, StandardCopyOption.ATOMIC_MOVE);
            Files.writeString(to.resolve(WorkName.OWNER), holder);
            Files.deleteIfExists(to.resolve(WorkName.RELEASED));
            detachLogs(to);
            return true;
        } catch (NoSuchFileException takenByAnother) {
            return false;
        }
    }

    /** Replaces the log by a copy: an earlier holder that has the log open would also write to the renamed file. */
    private static void detachLogs(Path folder) throws IOException {
        Path log = folder.resolve(ProgressLine.FILE);
        if (Files.isRegularFile(log)) {
            Path copy = folder.resolve("." + ProgressLine.FILE + COPYING);
            Files.copy(log, copy, StandardCopyOption.REPLACE_EXISTING);
            Files.move(copy, log, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void create(WorkName first, String holder) throws IOException {
        Path folder = emptied(first);
        Files.writeString(folder.resolve(WorkName.OWNER), holder);
        Files.move(folder, path(first), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path emptied(WorkName work) throws IOException {
        Path folder = parent.resolve("." + work.folder() + COPYING);
        FolderTree.delete(folder);
        return Files.createDirectory(folder);
    }

    /** @return false when the copied folder has a new holder */
    private boolean copy(WorkName before, WorkName mine, String holder) throws IOException {
        Path folder = emptied(mine);
        if (!copy(path(before), folder)) {
            FolderTree.delete(folder);
            return false;
        }
        Files.writeString(folder.resolve(WorkName.OWNER), holder);
        Files.move(folder, path(mine), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private static boolean copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(from)) {
            files = entries.filter(Files::isRegularFile)
                    .filter(file -> isWork(file.getFileName().toString()))
                    .toList();
        } catch (NoSuchFileException e) {
            return false;
        }
        for (Path file : files) {
            try {
                Files.copy(file, to.resolve(file.getFileName()));
            } catch (NoSuchFileException deletedMeanwhile) {
                continue;
            }
        }
        return Files.isDirectory(from);
    }

    /** Whether a file belongs to the work: it is neither a mark of a holder nor being written. */
    static boolean isWork(String name) {
        return !name.startsWith(".") || name.equals(WorkName.REPLACE);
    }

    /** Marks a folder as released, or deletes it when it contains nothing but marks. */
    void end(WorkName work, String holder) throws IOException {
        Path folder = path(work);
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.allMatch(entry -> MARKS.contains(entry.getFileName().toString()))) {
                FolderTree.delete(folder);
                return;
            }
        } catch (NoSuchFileException published) {
            return;
        }
        Files.writeString(folder.resolve(WorkName.RELEASED), holder);
    }
}
