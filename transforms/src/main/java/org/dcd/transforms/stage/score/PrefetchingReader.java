package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dcd.transforms.data.ImageSet;

/** Reads the images of a set in batches. A thread decodes the next batch while the caller processes the current one. */
final class PrefetchingReader implements AutoCloseable {
    private final ImageSet.Reader reader;
    private final int size;
    private final int batch;
    private final ExecutorService ahead = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "dcd-decode");
        thread.setDaemon(true);
        return thread;
    });
    private int left;
    private Future<float[]> next;

    PrefetchingReader(ImageSet set, int batch) throws IOException {
        this.reader = set.reader();
        this.size = set.shape().size();
        this.batch = batch;
        this.left = set.names().size();
        this.next = ahead.submit(this::read);
    }

    private float[] read() throws IOException {
        int n = Math.min(batch, left);
        float[] images = new float[n * size];
        for (int i = 0; i < n; i++) {
            System.arraycopy(reader.next(), 0, images, i * size, size);
        }
        left -= n;
        return images;
    }

    /** The next images [n, c, h, w]; empty after the last one. */
    float[] next() throws IOException {
        try {
            float[] images = next.get();
            if (images.length > 0) {
                next = ahead.submit(this::read);
            }
            return images;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException unreadable) {
                throw unreadable;
            }
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("cancelled").initCause(e);
        }
    }

    @Override
    public void close() throws IOException {
        ahead.shutdownNow();
        reader.close();
    }
}
