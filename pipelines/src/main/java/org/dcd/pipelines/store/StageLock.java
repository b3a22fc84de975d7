package org.dcd.pipelines.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The right to make one stage. Between processes it is a lock on a file, which the operating system takes back when its
 * holder dies; within a process, where file locks do not exclude each other, a semaphore per file.
 */
public final class StageLock implements AutoCloseable {
    private static final Map<Path, Semaphore> IN_PROCESS = new ConcurrentHashMap<>();
    private static final Map<Path, StageLock> HELD = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;
    private final Semaphore permit;
    private final AtomicBoolean closed = new AtomicBoolean();

    private StageLock(Path file, FileChannel channel, Semaphore permit) {
        this.file = file;
        this.channel = channel;
        this.permit = permit;
    }

    static StageLock acquire(Path file, Consumer<String> waiting) throws IOException, InterruptedException {
        Semaphore permit = IN_PROCESS.computeIfAbsent(file, unused -> new Semaphore(1, true));
        boolean told = !permit.tryAcquire();
        if (told) {
            waiting.accept(file.toString());
            permit.acquire();
        }
        try {
            StageLock lock = new StageLock(file, lockFile(file, told ? unused -> {} : waiting), permit);
            HELD.put(file, lock);
            return lock;
        } catch (IOException | InterruptedException | RuntimeException e) {
            permit.release();
            throw e;
        }
    }

    /** The lock, if nobody holds it. */
    static Optional<StageLock> tryAcquire(Path file) throws IOException {
        Semaphore permit = IN_PROCESS.computeIfAbsent(file, unused -> new Semaphore(1, true));
        if (!permit.tryAcquire()) {
            return Optional.empty();
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                StageLock lock = new StageLock(file, channel, permit);
                HELD.put(file, lock);
                return Optional.of(lock);
            }
        } catch (IOException | RuntimeException e) {
            permit.release();
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
        channel.close();
        permit.release();
        return Optional.empty();
    }

    private static FileChannel lockFile(Path file, Consumer<String> waiting) throws IOException, InterruptedException {
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                waiting.accept(file.toString());
                channel.lock();
            }
            return channel;
        } catch (FileLockInterruptionException e) {
            channel.close();
            throw (InterruptedException) new InterruptedException("interrupted while waiting for " + file).initCause(e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Lets go of a lock when this process holds it. */
    static void release(Path file) {
        StageLock lock = HELD.get(file);
        if (lock != null) {
            lock.close();
        }
    }

    /** Lets another make the stage; a second call does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        HELD.remove(file, this);
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException("could not let go of the lock " + file + ": " + e.getMessage(), e);
        } finally {
            permit.release();
        }
    }
}
