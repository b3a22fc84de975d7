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
import org.dcd.pipelines.cli.console.ShutdownHook;
import org.dcd.pipelines.store.files.FolderTree;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Reasons;

/**
 * The temporary folder of this process, {@code dcd-<pid>-<random>}. It is deleted when the process ends. The process
 * holds a lock on a file in it, so that the next process can recognise and delete the folders of killed ones.
 */
final class TemporaryFolder implements AutoCloseable {
    /** System property that the launcher script sets to the folder; {@code java.io.tmpdir} has the same value. */
    private static final String GIVEN = "dcd.temporary";

    private static final String NAMES = "dcd-[0-9]+-[0-9a-f]{8}";
    private static final String LOCK = ".lock";
    /** Age from which a folder without a lock file counts as left by a process killed before it took the lock. */
    private static final Duration UNLOCKED_AGE = Duration.ofHours(1);
    /** Attempts to delete: threads that are still running may write meanwhile. */
    private static final int MAX_ATTEMPTS = 10;

    private final Path folder;
    private final FileChannel lock;

    private TemporaryFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Locks the folder that the launcher script created for this process, registers its deletion at the end of the
     * process, and deletes the folders of killed processes beside it. Empty without the launcher script: Java reads
     * {@code java.io.tmpdir} only from the command line.
     */
    static Optional<TemporaryFolder> ofProcess() {
        String given = System.getProperty(GIVEN, "");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        TemporaryFolder run;
        try {
            run = take(Path.of(given));
        } catch (IOException e) {
            throw new BadInputException(
                    "no temporary folder: " + Reasons.of(e) + "; set TMPDIR to a writable folder", e);
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            ShutdownHook.awaitAll();
                            run.close();
                        },
                        "dcd-temporary-files"));
        return Optional.of(run);
    }

    /** Locks a folder and deletes the folders of killed processes beside it. */
    static TemporaryFolder take(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock(channel);
        TemporaryFolder run = new TemporaryFolder(folder, channel);
        run.deleteFoldersOfKilledProcesses();
        return run;
    }

    /** On file systems without locks, other processes cannot take the lock either, so the folder is safe. */
    private static void lock(FileChannel channel) {
        try {
            channel.tryLock();
        } catch (IOException unsupported) {
            return;
        }
    }

    /** Deletes the folders of this user's killed processes. A failure is ignored: the next start tries again. */
    private void deleteFoldersOfKilledProcesses() {
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
        } catch (IOException | DirectoryIteratorException retriedAtNextStart) {
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
            if (age.compareTo(UNLOCKED_AGE) > 0) {
                FolderTree.delete(folder);
            }
        }
    }

    Path folder() {
        return folder;
    }

    /** Deletes the folder; the next start deletes the rest when this fails. */
    @Override
    public void close() {
        for (int n = 0; n < MAX_ATTEMPTS; n++) {
            try {
                FolderTree.delete(folder);
                break;
            } catch (IOException writtenMeanwhile) {
                continue;
            }
        }
        try {
            lock.close();
        } catch (IOException ignored) {
            return;
        }
    }
}
