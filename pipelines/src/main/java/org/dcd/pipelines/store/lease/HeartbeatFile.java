package org.dcd.pipelines.store.lease;

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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file whose first line is overwritten with every heartbeat. The file is locked while its process runs. Other
 * processes of the machine see at once when the process ends, because the operating system then releases the lock.
 */
public final class HeartbeatFile implements LeaseStore.Heartbeat {
    /** Prefix of the names of files that are not complete yet. */
    public static final String NEW = ".new-";

    /** Position of the lock, beyond the text: some systems refuse to read locked bytes. */
    private static final long LOCKED = 1L << 40;

    private static final int MAX_BYTES = 4096;

    /**
     * Files of this process, which must not open them again: POSIX releases all locks of a process on a file when the
     * process closes any channel of the file.
     */
    private static final Map<Path, HeartbeatFile> OWN = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;
    private final String process = HeartbeatText.processLines();
    private final String run;
    private long number;
    private String counter = HeartbeatText.counterLine(0);
    private String jobLine = HeartbeatText.jobLine("", false);
    private String job = "";

    private HeartbeatFile(Path file, FileChannel channel, String run) {
        this.file = file;
        this.channel = channel;
        this.run = run;
    }

    /** Creates the file; it appears complete and locked. */
    static HeartbeatFile start(Path file, String run) throws IOException {
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(NEW + file.getFileName());
        FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        HeartbeatFile heartbeat = new HeartbeatFile(file, channel, run);
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
            // other processes then use the heartbeat alone
            return;
        }
    }

    /** The whole text of the file. */
    synchronized String text() {
        return counter + process + jobLine + run;
    }

    @Override
    public synchronized void write() throws IOException {
        counter = HeartbeatText.counterLine(++number);
        write(counter, 0);
    }

    @Override
    public synchronized void setJob(String job) throws IOException {
        jobLine = HeartbeatText.jobLine(job, false);
        this.job = job;
        write(jobLine, (long) counter.length() + process.length());
    }

    @Override
    public synchronized void detach() throws IOException {
        jobLine = HeartbeatText.jobLine(job, true);
        try {
            write(jobLine, (long) counter.length() + process.length());
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

    /** The beginning of a file; empty when the file is missing. */
    static HeartbeatText read(Path file) throws IOException {
        return read(file, MAX_BYTES);
    }

    /** The whole text of a file; empty when the file is missing. */
    static HeartbeatText readAll(Path file) throws IOException {
        return read(file, Integer.MAX_VALUE);
    }

    private static HeartbeatText read(Path file, int maxBytes) throws IOException {
        HeartbeatFile own = OWN.get(file.toAbsolutePath());
        if (own != null) {
            return new HeartbeatText(own.text());
        }
        try (var in = Files.newInputStream(file)) {
            return new HeartbeatText(new String(in.readNBytes(maxBytes), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return HeartbeatText.NONE;
        }
    }

    /** State of the holder's process by its lock: unknown for other machines and on mounts without locks. */
    static LeaseStore.ProcessState process(Path file) throws IOException {
        if (OWN.containsKey(file.toAbsolutePath())) {
            return LeaseStore.ProcessState.RUNNING;
        }
        return read(file).isOfThisMachine() ? byLock(file) : LeaseStore.ProcessState.UNKNOWN;
    }

    /** Whether an incomplete file was abandoned: its process ended while it created the file. */
    public static boolean isAbandoned(Path file) throws IOException {
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
}
