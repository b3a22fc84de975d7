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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file whose first line is written anew with every heartbeat. It is locked while its process lives, which other
 * processes of the machine see at once: the operating system releases the lock however a process ends.
 */
final class HeartbeatFile implements LeaseStore.Heartbeat {
    /** Begins the names of files that are not complete yet. */
    static final String NEW = ".new-";

    /** Where the lock lies, behind all that is read: some systems refuse to read what is locked. */
    private static final long LOCKED = 1L << 40;

    private static final int MOST_READ = 4096;
    private static final String MACHINE = "machine ";

    /**
     * Files of this process, which it must not open again: POSIX releases all locks of a process on a file when the
     * process closes the file once.
     */
    private static final Map<Path, HeartbeatFile> OWN = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;
    private final String process =
            MACHINE + Machine.ID + "\nprocess " + ProcessHandle.current().pid() + "\n";
    private final String about;
    private long beats;
    private String beat = beat(0);
    private String jobLine = LauncherStatus.line("", false);
    private String job = "";

    private HeartbeatFile(Path file, FileChannel channel, String about) {
        this.file = file;
        this.channel = channel;
        this.about = about;
    }

    /** The file appears locked and whole. */
    static HeartbeatFile start(Path file, String about) throws IOException {
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(NEW + file.getFileName());
        FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        HeartbeatFile heartbeat = new HeartbeatFile(file, channel, about);
        try {
            heartbeat.lock();
            heartbeat.write(heartbeat.text(), 0);
            OWN.put(file.toAbsolutePath(), heartbeat);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            return heartbeat;
        } catch (IOException | RuntimeException e) {
            OWN.remove(file.toAbsolutePath());
            channel.close();
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    private void lock() {
        try {
            channel.tryLock(LOCKED, 1, false);
        } catch (IOException mountWithoutLocks) {
            // others then judge by the heartbeat alone
            return;
        }
    }

    private static String beat(long number) {
        return String.format(Locale.ROOT, "beat %012d\n", number);
    }

    /** All that the file says. */
    synchronized String text() {
        return beat + process + jobLine + about;
    }

    @Override
    public synchronized void write() throws IOException {
        beat = beat(++beats);
        write(beat, 0);
    }

    @Override
    public synchronized void name(String job) throws IOException {
        jobLine = LauncherStatus.line(job, false);
        this.job = job;
        write(jobLine, (long) beat.length() + process.length());
    }

    @Override
    public synchronized void leave() throws IOException {
        jobLine = LauncherStatus.line(job, true);
        try {
            write(jobLine, (long) beat.length() + process.length());
        } finally {
            closeFile();
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
            closeFile();
        }
    }

    private void closeFile() throws IOException {
        OWN.remove(file.toAbsolutePath());
        channel.close();
    }

    /** The first of what a file says; empty when it is missing. */
    static String read(Path file) throws IOException {
        HeartbeatFile own = OWN.get(file.toAbsolutePath());
        if (own != null) {
            return own.text();
        }
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_READ), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** All that a file says; empty when it is missing. */
    static String readAll(Path file) throws IOException {
        HeartbeatFile own = OWN.get(file.toAbsolutePath());
        try {
            return own == null ? Files.readString(file) : own.text();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** State of the holder's process, from its lock: unknown for another machine and on mounts without locks. */
    static LeaseStore.ProcessState process(Path file) throws IOException {
        if (OWN.containsKey(file.toAbsolutePath())) {
            return LeaseStore.ProcessState.RUNNING;
        }
        return ofThisMachine(read(file)) ? byLock(file) : LeaseStore.ProcessState.UNKNOWN;
    }

    /** Whether a file that is not complete never will be: its process ended while it began. */
    static boolean isAbandoned(Path file) throws IOException {
        String name = file.getFileName().toString();
        return name.startsWith(NEW)
                && !OWN.containsKey(
                        file.resolveSibling(name.substring(NEW.length())).toAbsolutePath())
                && byLock(file) == LeaseStore.ProcessState.ENDED;
    }

    private static LeaseStore.ProcessState byLock(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return byLock(channel);
        } catch (NoSuchFileException closedMeanwhile) {
            return LeaseStore.ProcessState.UNKNOWN;
        }
    }

    private static LeaseStore.ProcessState byLock(FileChannel channel) {
        try (FileLock lock = channel.tryLock(LOCKED, 1, true)) {
            return lock == null ? LeaseStore.ProcessState.RUNNING : LeaseStore.ProcessState.ENDED;
        } catch (OverlappingFileLockException ofThisProcess) {
            return LeaseStore.ProcessState.RUNNING;
        } catch (IOException mountWithoutLocks) {
            return LeaseStore.ProcessState.UNKNOWN;
        }
    }

    static boolean ofThisMachine(String heartbeat) {
        return heartbeat.contains(MACHINE + Machine.ID + "\n");
    }
}
