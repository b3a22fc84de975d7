package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class GpusTest {
    @Test
    void aGpuHasOneHolderAtATime() throws Exception {
        Gpus gpus = new Gpus(List.of(4, 7));
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Gpus.Lease one = gpus.take();
                Gpus.Lease two = gpus.take()) {
            assertThat(List.of(one.name(), two.name())).containsExactly("GPU 4", "GPU 7");
            Future<String> next = threads.submit(() -> gpus.take().name());

            two.close();
            two.close();

            assertThat(next.get()).isEqualTo("GPU 7");
            assertThat(gpus.size()).isEqualTo(2);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void sharedWorkRotatesOverGpus() {
        System.setProperty(Gpus.GIVEN, "4,7");
        try {
            assertThat(List.of(Gpus.nextGiven(), Gpus.nextGiven())).containsExactlyInAnyOrder(4, 7);
        } finally {
            System.clearProperty(Gpus.GIVEN);
        }
        assertThat(Gpus.nextGiven()).isZero();
    }

    @Test
    void withoutGpusOneTrainingRunsOnTheCpu() throws Exception {
        Gpus none = new Gpus(List.of());
        try (Gpus.Lease lease = none.take()) {
            assertThat(none.size()).isEqualTo(1);
            assertThat(lease.name()).isEmpty();
            assertThat(lease.engine().isGpu()).isFalse();
            assertThat(none.missing()).isEmpty();
        }
    }

    @Test
    void aGpuThatCudaDoesNotSeeFallsBackToTheCpu() throws Exception {
        Gpus gpus = new Gpus(List.of(9_999));
        try (Gpus.Lease lease = gpus.take()) {
            assertThat(lease.engine().isGpu()).isFalse();
            assertThat(gpus.missing()).containsExactly(9_999);
        }
    }
}
