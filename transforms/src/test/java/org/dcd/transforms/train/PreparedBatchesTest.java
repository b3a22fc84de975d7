package org.dcd.transforms.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreparedBatchesTest {
    private static final StepRandom RANDOM = new StepRandom(new Seeds(1));
    private static final long MINUTE = 60;

    /** Batches that record by which thread each was prepared. */
    private static class Recorded implements BatchSource<Long> {
        final Map<Long, Thread> threads = new ConcurrentSkipListMap<>();

        @Override
        public Long prepare(long step, StepRandom random) {
            threads.put(step, Thread.currentThread());
            return random.seed("batch", step);
        }

        @Override
        public long bytes(Long batch) {
            return 10;
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 9", "1, 10", "1, 1000", "3, 0", "3, 30", "3, 1000"})
    void batchesComeInTheOrderOfTheirSteps(int threads, long mostBytes) throws Exception {
        Recorded recorded = new Recorded();
        List<Long> taken = new ArrayList<>();
        try (PreparedBatches<Long> batches =
                new PreparedBatches<>(recorded, RANDOM, 5, 60, new LookAhead(threads, mostBytes))) {
            for (int step = 5; step <= 60; step++) {
                taken.add(batches.take());
            }
        }

        assertThat(taken)
                .isEqualTo(LongStream.rangeClosed(5, 60)
                        .mapToObj(step -> RANDOM.seed("batch", step))
                        .toList());
        assertThat(recorded.threads.keySet()).as("no step after the last").hasSize(56);
        recorded.threads.forEach((step, thread) -> {
            // The size of the first batch is not known before it is prepared.
            boolean ahead = threads > 0 && (mostBytes >= 10 || step == 5);
            assertThat(thread != Thread.currentThread()).isEqualTo(ahead);
            assertThat(ahead && thread.isAlive()).isFalse();
        });
    }

    /** With 10 bytes for a batch, 30 bytes hold three, in addition to the one that was taken. */
    @Test
    void memoryLimitsTheBatchesAhead() throws Exception {
        CountDownLatch four = new CountDownLatch(4);
        Recorded recorded = new Recorded() {
            @Override
            public Long prepare(long step, StepRandom random) {
                Long batch = super.prepare(step, random);
                four.countDown();
                return batch;
            }
        };
        try (PreparedBatches<Long> batches = new PreparedBatches<>(recorded, RANDOM, 1, 100, new LookAhead(4, 30))) {
            batches.take();
            assertThat(four.await(MINUTE, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(recorded.threads).containsOnlyKeys(1L, 2L, 3L, 4L);
    }

    @Test
    void threadsPrepareAtTheSameTime() throws Exception {
        CyclicBarrier together = new CyclicBarrier(3);
        Recorded recorded = new Recorded() {
            @Override
            public Long prepare(long step, StepRandom random) {
                try {
                    // Steps 2, 3 and 4 meet, which one or two threads could not do.
                    if (step > 1 && step < 5) {
                        together.await(MINUTE, TimeUnit.SECONDS);
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return super.prepare(step, random);
            }
        };
        try (PreparedBatches<Long> batches = new PreparedBatches<>(recorded, RANDOM, 1, 4, new LookAhead(3, 1000))) {
            for (long step = 1; step <= 4; step++) {
                assertThat(batches.take()).isEqualTo(RANDOM.seed("batch", step));
            }
        }
    }

    @Test
    void anErrorSurfacesWithItsCauseWhenItsBatchIsTaken() throws Exception {
        Recorded recorded = new Recorded() {
            @Override
            public Long prepare(long step, StepRandom random) {
                if (step == 2) {
                    throw new StackOverflowError("step 2");
                }
                return super.prepare(step, random);
            }
        };
        try (PreparedBatches<Long> batches = new PreparedBatches<>(recorded, RANDOM, 1, 9, new LookAhead(2, 1000))) {
            assertThat(batches.take()).isEqualTo(RANDOM.seed("batch", 1));
            assertThatThrownBy(batches::take)
                    .isInstanceOf(StackOverflowError.class)
                    .hasMessage("step 2");
        }
    }

    @Test
    void anInterruptedThreadGetsNoBatchAndLosesNone() throws Exception {
        try (PreparedBatches<Long> batches =
                new PreparedBatches<>(new Recorded(), RANDOM, 1, 9, new LookAhead(1, 1000))) {
            batches.take();
            Thread.currentThread().interrupt();
            assertThatThrownBy(batches::take).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(batches.take()).isEqualTo(RANDOM.seed("batch", 2));
        }
    }

    @Test
    void closingKeepsTheInterruptStatus() {
        Recorded recorded = new Recorded();
        PreparedBatches<Long> batches = new PreparedBatches<>(recorded, RANDOM, 1, 9, new LookAhead(1, 1000));
        Thread.currentThread().interrupt();
        batches.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(recorded.threads).isEmpty();
    }
}
