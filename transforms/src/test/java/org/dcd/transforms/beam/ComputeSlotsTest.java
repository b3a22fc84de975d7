package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ComputeSlotsTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void shardsRunBesideEachOther() throws Exception {
        ComputeSlots slots = new ComputeSlots(2);
        try (ComputeSlots.Lease one = slots.one();
                ComputeSlots.Lease two = slots.one()) {
            assertThat(one).isNotSameAs(two);
        }
    }

    @Test
    void trainingWaitsForEveryShard() throws Exception {
        ComputeSlots slots = new ComputeSlots(2);
        ComputeSlots.Lease shard = slots.one();
        CountDownLatch asked = new CountDownLatch(1);
        Future<ComputeSlots.Lease> training = threads.submit(() -> {
            asked.countDown();
            return slots.all();
        });
        assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(training.isDone()).isFalse();

        shard.close();

        training.get(1, TimeUnit.MINUTES).close();
    }

    @Test
    void closingTwiceReleasesOnce() throws Exception {
        ComputeSlots slots = new ComputeSlots(1);
        ComputeSlots.Lease lease = slots.one();
        lease.close();
        lease.close();
        ComputeSlots.Lease holder = slots.one();

        Future<ComputeSlots.Lease> next = threads.submit(slots::one);
        assertThat(next.isDone()).isFalse();
        holder.close();
        next.get(1, TimeUnit.MINUTES).close();
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        ComputeSlots slots = new ComputeSlots(1);
        try (ComputeSlots.Lease holder = slots.all()) {
            assertThat(holder).isNotNull();
            Future<ComputeSlots.Lease> waiting = threads.submit(() -> {
                Thread.currentThread().interrupt();
                return slots.one();
            });
            assertThatThrownBy(() -> waiting.get(1, TimeUnit.MINUTES))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
        }
    }
}
