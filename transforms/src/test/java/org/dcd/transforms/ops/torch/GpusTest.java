package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GpusTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aGpuHasOneHolderAtATime() throws Exception {
        Gpus gpus = new Gpus(List.of(4, 7));
        try (Gpus.Lease one = gpus.take(1);
                Gpus.Lease two = gpus.take(1)) {
            assertThat(List.of(one.name(), two.name())).containsExactly("GPU 4", "GPU 7");
            Future<String> next = threads.submit(() -> gpus.take(1).name());

            two.close();
            two.close();

            assertThat(next.get()).isEqualTo("GPU 7");
            assertThat(gpus.size()).isEqualTo(2);
        }
    }

    @Test
    void aTrainingTakesSeveralGpusAtOnce() throws Exception {
        Gpus gpus = new Gpus(List.of(0, 1, 2, 5));
        try (Gpus.Lease pair = gpus.take(2);
                Gpus.Lease one = gpus.take(1)) {
            assertThat(pair.name()).isEqualTo("GPUs 0, 1");
            assertThat(one.name()).isEqualTo("GPU 2");
        }
        try (Gpus.Lease all = gpus.take(4)) {
            assertThat(all.name()).isEqualTo("GPUs 0, 1, 2, 5");
        }
        assertThat(List.of(gpus.trainings(1), gpus.trainings(2), gpus.trainings(3)))
                .containsExactly(4, 2, 1);
    }

    /** Trainings that each held one of two GPUs while they waited for the other would wait forever. */
    @Test
    void trainingsThatWaitForSeveralGpusDoNotBlockEachOther() throws Exception {
        int trainings = 8;
        Gpus gpus = new Gpus(List.of(0, 1, 2));
        BitSet busy = new BitSet();
        CountDownLatch ready = new CountDownLatch(trainings);
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < trainings; i++) {
            int count = 1 + i % 3;
            all.add(threads.submit(() -> {
                ready.countDown();
                ready.await();
                for (int round = 0; round < 50; round++) {
                    try (Gpus.Lease lease = gpus.take(count)) {
                        List<Integer> mine = indices(lease);
                        assertThat(mine).hasSize(count);
                        mark(busy, mine, true);
                        Thread.yield();
                        mark(busy, mine, false);
                    }
                }
                return null;
            }));
        }
        for (Future<Void> one : all) {
            one.get();
        }
    }

    private static List<Integer> indices(Gpus.Lease lease) {
        return List.of(lease.name().replaceAll("GPUs? ", "").split(", ")).stream()
                .map(Integer::valueOf)
                .toList();
    }

    private static void mark(BitSet busy, List<Integer> gpus, boolean isBusy) {
        synchronized (busy) {
            for (int gpu : gpus) {
                assertThat(busy.get(gpu)).as("GPU %d is in use", gpu).isNotEqualTo(isBusy);
                busy.set(gpu, isBusy);
            }
        }
    }

    /** Otherwise trainings that need one GPU could keep one that needs two waiting forever. */
    @Test
    void aRequestForSeveralGpusIsNotOvertaken() throws Exception {
        Gpus gpus = new Gpus(List.of(0, 1));
        List<String> order = new ArrayList<>();
        Gpus.Lease first = gpus.take(1);
        Thread pair = taker(gpus, 2, order);
        Thread later = taker(gpus, 1, order);

        first.close();
        pair.join();
        later.join();

        assertThat(order).first().isEqualTo("GPUs 0, 1");
    }

    /** Starts a thread that takes GPUs and returns when it waits for them. */
    private static Thread taker(Gpus gpus, int count, List<String> order) {
        Thread thread = new Thread(() -> {
            try (Gpus.Lease lease = gpus.take(count)) {
                synchronized (order) {
                    order.add(lease.name());
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return thread;
    }

    @Test
    void moreGpusThanThereAreAreRefused() {
        Gpus two = new Gpus(List.of(0, 1));
        assertThatThrownBy(() -> two.take(3))
                .isInstanceOf(BadInputException.class)
                .hasMessage(
                        "gpus-per-training is 3, but this process finds only 2 GPUs; lower it, or see docs/gpu.md if"
                                + " the machine has more");
        Gpus none = new Gpus(List.of());
        assertThatThrownBy(() -> none.take(2))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("finds no GPU");
        assertThatThrownBy(() -> none.checkPerTraining(2))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("gpus-per-training is 2, but this process finds no GPU");
        none.checkPerTraining(1);
        assertThatThrownBy(() -> new Gpus(List.of(9_998, 9_999)).checkPerTraining(2))
                .as("declared GPUs that CUDA does not see")
                .isInstanceOf(BadInputException.class);
    }

    @Test
    void sharedWorkRotatesOverGpus() {
        Gpus gpus = new Gpus(List.of(4, 7));

        assertThat(List.of(gpus.next(), gpus.next(), gpus.next()))
                .containsExactly(OptionalInt.of(4), OptionalInt.of(7), OptionalInt.of(4));
        assertThat(new Gpus(List.of()).next()).isEmpty();
    }

    @Test
    void withoutGpusOneTrainingRunsOnTheCpu() throws Exception {
        Gpus none = new Gpus(List.of());
        try (Gpus.Lease lease = none.take(1)) {
            assertThat(none.size()).isEqualTo(1);
            assertThat(none.trainings(1)).isEqualTo(1);
            assertThat(lease.name()).isEmpty();
            assertThat(lease.devices().size()).isEqualTo(1);
            assertThat(lease.devices().first().isGpu()).isFalse();
            assertThat(none.missing()).isEmpty();
        }
    }

    /** The CPU does not take the place of each missing GPU. */
    @Test
    void gpusThatCudaDoesNotSeeFallBackToOneCpu() throws Exception {
        Gpus gpus = new Gpus(List.of(9_998, 9_999));
        try (Gpus.Lease lease = gpus.take(2)) {
            assertThat(lease.devices().size()).isEqualTo(1);
            assertThat(lease.devices().first().isGpu()).isFalse();
            assertThat(gpus.missing()).containsExactly(9_998, 9_999);
        }
    }
}
