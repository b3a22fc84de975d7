package org.dcd.pipelines.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.dcd.pipelines.store.FolderTree;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Disk;
import org.dcd.schemas.io.Reasons;

/**
 * The folder for all temporary files of a process, {@code dcd-<pid>-<random>}. It is deleted when the process ends. A
 * lock shows that its process lives, so that the next process deletes what a killed one left.
 */
final class RunFolder implements AutoCloseable {
    private static final String TEMPORARY = "java.io.tmpdir";
    private static final String NAMES = "dcd-[0-9]+-[0-9a-f]{8}";
    private static final String LOCK = ".lock";
    private static final int RANDOM_DIGITS = 8;
    /** What Flink and the native libraries need at least. */
    private static final long LEAST_BYTES = 16L << 20;

    private static final int PROBE_BYTES = 1 << 16;
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
     * A folder for this process, which Java and libraries use for temporary files from now on. It goes with the process
     * at the latest.
     *
     * @param warnings told when it is not where the user asked for
     * @throws BadInputException when there is no place for it
     */
    static RunFolder ofProcess(Consumer<String> warnings) {
        RunFolder run = create(parents(), warnings);
        System.setProperty(TEMPORARY, run.folder.toString());
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            Interruption.awaitAll();
                            run.close();
                        },
                        "dcd-temporary-files"));
        return run;
    }

    /** Where it may be, best first. Java has {@code TMPDIR} from the launcher, else its own default. */
    private static List<Path> parents() {
        List<Path> parents = new ArrayList<>();
        parents.add(Path.of(System.getProperty(TEMPORARY, "/tmp")).toAbsolutePath());
        parents.add(Path.of("/tmp"));
        parents.add(Path.of("/var/tmp"));
        parents.add(Path.of(System.getProperty("user.home", ""), ".cache").toAbsolutePath());
        return parents.stream().distinct().toList();
    }

    /** A folder in the first of some folders that has place for it. */
    static RunFolder create(List<Path> parents, Consumer<String> warnings) {
        List<String> refused = new ArrayList<>();
        for (Path parent : parents) {
            try {
                RunFolder run = in(parent);
                if (!refused.isEmpty()) {
                    warnings.accept("temporary files go to " + parent + ": " + refused.get(0)
                            + "; set TMPDIR to a folder that can be written");
                }
                deleteThoseOfKilled(parent, run);
                return run;
            } catch (IOException e) {
                refused.add(parent + " cannot be used (" + Reasons.of(e) + ")");
            }
        }
        throw new BadInputException("no place for temporary files: " + String.join(", ", refused)
                + "; set TMPDIR to a folder that can be written");
    }

    private static RunFolder in(Path parent) throws IOException {
        if (parent.toString().matches(".*[:,].*")) {
            throw new IOException("Flink splits such paths at ':' and ','");
        }
        String random = UUID.randomUUID().toString().substring(0, RANDOM_DIGITS);
        Path folder = parent.resolve("dcd-" + ProcessHandle.current().pid() + "-" + random);
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        FileChannel channel = null;
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            channel = FileChannel.open(
                    folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lock(channel);
            channel.write(ByteBuffer.allocate(PROBE_BYTES));
            channel.truncate(0);
            if (free < LEAST_BYTES) {
                throw new IOException("its disk is full: " + Disk.of(folder));
            }
            return new RunFolder(folder, channel);
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            FolderTree.delete(folder);
            throw e;
        }
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
    private static void deleteThoseOfKilled(Path parent, RunFolder own) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(
                parent, path -> path.getFileName().toString().matches(NAMES))) {
            FileTime now = Files.getLastModifiedTime(own.folder);
            for (Path other : folders) {
                if (!other.equals(own.folder)
                        && Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own.folder))) {
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
