package org.dcd.pipelines.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.dcd.schemas.stage.StageKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageLockTest {
    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private Store store() {
        return Store.open(folder);
    }

    private StageLock lock(CountDownLatch waiting) throws InterruptedException {
        return store().lock(StageKind.TEACHER, Stages.KEY, file -> waiting.countDown());
    }

    @Test
    void aSecondWaitsUntilTheFirstLetsGo() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        StageLock first = lock(new CountDownLatch(1));
        Future<StageLock> second = threads.submit(() -> lock(waiting));
        assertThat(waiting.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(second.isDone()).isFalse();

        first.close();

        second.get(1, TimeUnit.MINUTES).close();
    }

    @Test
    void publishingLetsGo() throws Exception {
        Store store = store();
        CountDownLatch waiting = new CountDownLatch(1);
        StageLock first = lock(new CountDownLatch(1));
        Future<StageLock> second = threads.submit(() -> lock(waiting));
        assertThat(waiting.await(1, TimeUnit.MINUTES)).isTrue();

        store.publish(Stages.finished(store, Stages.KEY));

        second.get(1, TimeUnit.MINUTES).close();
        first.close();
    }

    @Test
    void closingLateDoesNotTakeTheLockFromItsNextHolder() throws Exception {
        StageLock first = lock(new CountDownLatch(1));
        first.close();
        CountDownLatch waiting = new CountDownLatch(1);
        try (StageLock second = lock(new CountDownLatch(1))) {
            first.close();
            Future<StageLock> third = threads.submit(() -> lock(waiting));
            assertThat(waiting.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(third.isDone()).isFalse();
            second.close();
            third.get(1, TimeUnit.MINUTES).close();
        }
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (StageLock first = lock(new CountDownLatch(1))) {
            assertThat(first).isNotNull();
            threads.submit(() -> {
                try {
                    return lock(waiting);
                } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                }
            });
            assertThat(waiting.await(1, TimeUnit.MINUTES)).isTrue();

            threads.shutdownNow();

            assertThat(interrupted.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void otherProcessesSeeALockOnTheFile() throws Exception {
        try (StageLock held = lock(new CountDownLatch(1));
                FileChannel file = FileChannel.open(
                        folder.resolve("work/teacher/" + Stages.KEY + ".lock"), StandardOpenOption.WRITE)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(file::tryLock).isInstanceOf(OverlappingFileLockException.class);
        }
    }
}
