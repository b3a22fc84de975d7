package org.dcd.transforms.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The batches of consecutive steps. Background threads prepare the next ones while the caller computes a step.
 *
 * @param <B> a batch
 */
public final class PreparedBatches<B> implements AutoCloseable {
    private final BatchSource<B> batches;
    private final StepRandom random;
    private final LookAhead lookAhead;
    private final long last;
    private final ExecutorService threads;
    private final List<Thread> started = new CopyOnWriteArrayList<>();
    private final Deque<Future<B>> ahead = new ArrayDeque<>();
    /** The first step whose preparation has not begun. */
    private long next;
    /** Greatest number of batches ahead. One until the size of a batch is known. */
    private int most;

    /**
     * @param random random numbers of the attempt
     * @param first first step
     * @param last last step
     */
    public PreparedBatches(BatchSource<B> batches, StepRandom random, long first, long last, LookAhead lookAhead) {
        this.batches = batches;
        this.random = random;
        this.lookAhead = lookAhead;
        this.next = first;
        this.last = last;
        this.most = Math.min(1, lookAhead.threads());
        this.threads = Executors.newFixedThreadPool(Math.max(1, lookAhead.threads()), task -> {
            Thread thread = new Thread(task, "dcd-prepare");
            thread.setDaemon(true);
            started.add(thread);
            return thread;
        });
    }

    /**
     * The batch of the next step.
     *
     * @throws InterruptedException when the thread is or gets interrupted; the same batch can then be taken later
     * @throws RuntimeException what {@link BatchSource#prepare} threw
     */
    public B take() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before a batch");
        }
        B batch;
        if (most == 0 && ahead.isEmpty()) {
            batch = batches.prepare(next++, random);
        } else {
            prepareAhead();
            batch = result(ahead.element());
            ahead.remove();
        }
        most = lookAhead.batches(batches.bytes(batch));
        prepareAhead();
        return batch;
    }

    private void prepareAhead() {
        while (ahead.size() < most && next <= last) {
            long step = next++;
            ahead.add(threads.submit(() -> batches.prepare(step, random)));
        }
    }

    private static <T> T result(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Discards all batches and waits until the threads have ended, so that what they read can be closed. Interruption
     * does not stop the wait; the interrupt status is kept.
     */
    @Override
    public void close() {
        threads.shutdownNow();
        ahead.clear();
        boolean interrupted = false;
        for (Thread thread : started) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
