package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * A file whose first line is written again with every heartbeat. It is locked as long as its process lives, which the
 * others of the machine see at once: the operating system takes the lock back however a process ends.
 */
final class LeasePulse implements LeaseBoard.Pulse {
    /** Begins the names of files that do not beat yet. */
    static final String NEW = ".new-";

    /** Where the lock lies, behind all that is read: some systems refuse to read what is locked. */
    private static final long LOCKED = 1L << 40;

    private static final int MOST_READ = 4096;
    private static final String MACHINE = "machine ";

    private final Path file;
    private final FileChannel channel;
    private long beats;
    private long jobLine;
    private String job = "";

    private LeasePulse(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** The file appears locked and whole. */
    static LeasePulse start(Path file, String about) throws IOException {
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(NEW + file.getFileName());
        FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        LeasePulse pulse = new LeasePulse(file, channel);
        try {
            pulse.lock();
            pulse.beat();
            pulse.write(
                    MACHINE + Machine.ID + "\nprocess "
                            + ProcessHandle.current().pid() + "\n",
                    channel.size());
            pulse.jobLine = channel.size();
            pulse.write(Launcher.line("", false) + about, pulse.jobLine);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            return pulse;
        } catch (IOException | RuntimeException e) {
            channel.close();
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    private void lock() {
        try {
            channel.tryLock(LOCKED, 1, false);
        } catch (IOException mountWithoutLocks) {
            // the heartbeat alone tells, and takes its time
            return;
        }
    }

    @Override
    public synchronized void beat() throws IOException {
        write(String.format(Locale.ROOT, "beat %012d\n", beats++), 0);
    }

    @Override
    public synchronized void tell(String job) throws IOException {
        this.job = job;
        write(Launcher.line(job, false), jobLine);
    }

    @Override
    public synchronized void leave() throws IOException {
        try {
            write(Launcher.line(job, true), jobLine);
        } finally {
            channel.close();
        }
    }

    private void write(String text, long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        for (long at = position; bytes.hasRemaining(); ) {
            at += channel.write(bytes, at);
        }
        channel.force(false);
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            Files.deleteIfExists(file);
        } finally {
            channel.close();
        }
    }

    /** The first of it; empty when it is gone. */
    static String read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_READ);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Whether the process was one of this machine and is gone; false on mounts without locks. */
    static boolean hasEnded(Path file) throws IOException {
        if (!ofThisMachine(read(file))) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return isUnlocked(channel);
        } catch (NoSuchFileException endedInOrder) {
            return false;
        }
    }

    /** Whether a file that does not beat yet will never: its process ended while it began. */
    static boolean isStillborn(Path file) throws IOException {
        if (!file.getFileName().toString().startsWith(NEW)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return isUnlocked(channel);
        } catch (NoSuchFileException beatsByNow) {
            return false;
        }
    }

    private static boolean isUnlocked(FileChannel channel) {
        try (FileLock lock = channel.tryLock(LOCKED, 1, true)) {
            return lock != null;
        } catch (IOException | OverlappingFileLockException inDoubt) {
            return false;
        }
    }

    static boolean ofThisMachine(String pulse) {
        return pulse.contains(MACHINE + Machine.ID + "\n");
    }
}
