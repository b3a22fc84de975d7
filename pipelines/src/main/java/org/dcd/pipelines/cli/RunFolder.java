package org.dcd.pipelines.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Optional;
import org.dcd.pipelines.cli.console.Interruption;
import org.dcd.pipelines.store.FolderTree;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Reasons;

/**
 * The folder for all temporary files of a process, {@code dcd-<pid>-<random>}. It is deleted when the process ends. A
 * lock shows that its process lives, so that the next process deletes what a killed one left.
 */
final class RunFolder implements AutoCloseable {
    /** Property with the folder that the launcher has made; {@code java.io.tmpdir} is the same. */
    private static final String GIVEN = "dcd.temporary";

    private static final String NAMES = "dcd-[0-9]+-[0-9a-f]{8}";
    private static final String LOCK = ".lock";
    /** A process locks its folder at once; one without a lock file that is older than this has been killed before. */
    private static final Duration UNLOCKED = Duration.ofHours(1);
    /** Threads that still run may write while it is deleted. */
    private static final int DELETIONS = 10;

    private final Path folder;
    private final FileChannel lock;

    private RunFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Takes the folder that the launcher has made for this process, so that it goes with the process at the latest, and
     * deletes those of killed processes beside it. Without the launcher there is none: Java takes its temporary folder
     * from the command line alone.
     */
    static Optional<RunFolder> ofProcess() {
        String given = System.getProperty(GIVEN, "");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        RunFolder run;
        try {
            run = take(Path.of(given));
        } catch (IOException e) {
            throw new BadInputException(
                    "no place for temporary files: " + Reasons.of(e) + "; set TMPDIR to a folder that can be written",
                    e);
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            Interruption.awaitAll();
                            run.close();
                        },
                        "dcd-temporary-files"));
        return Optional.of(run);
    }

    /** Takes a folder, and deletes those of killed processes beside it. */
    static RunFolder take(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock(channel);
        RunFolder run = new RunFolder(folder, channel);
        run.deleteThoseOfKilled();
        return run;
    }

    /** File systems without locks have none that could be taken for free by others either. */
    private static void lock(FileChannel channel) {
        try {
            channel.tryLock();
        } catch (IOException noLocksHere) {
            return;
        }
    }

    /** Deletes folders of this user's processes that were killed. A failure is a matter of the next start. */
    private void deleteThoseOfKilled() {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(
                folder.getParent(), path -> path.getFileName().toString().matches(NAMES))) {
            FileTime now = Files.getLastModifiedTime(folder);
            UserPrincipal owner = Files.getOwner(folder);
            for (Path other : folders) {
                if (!other.equals(folder)
                        && Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(owner)) {
                    deleteIfKilled(other, now);
                }
            }
        } catch (IOException | DirectoryIteratorException leftToTheNext) {
            return;
        }
    }

    private static void deleteIfKilled(Path folder, FileTime now) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock free = channel.tryLock()) {
            if (free != null) {
                FolderTree.delete(folder);
            }
        } catch (OverlappingFileLockException ofThisProcess) {
            return;
        } catch (NoSuchFileException unlocked) {
            Duration age = Duration.between(Files.getLastModifiedTime(folder).toInstant(), now.toInstant());
            if (age.compareTo(UNLOCKED) > 0) {
                FolderTree.delete(folder);
            }
        }
    }

    Path folder() {
        return folder;
    }

    /** Deletes the folder; what cannot be deleted now is left to the next start. */
    @Override
    public void close() {
        for (int n = 0; n < DELETIONS; n++) {
            try {
                FolderTree.delete(folder);
                break;
            } catch (IOException writtenMeanwhile) {
                continue;
            }
        }
        try {
            lock.close();
        } catch (IOException gone) {
            return;
        }
    }
}
