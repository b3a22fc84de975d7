package org.dcd.transforms.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;

class BatchOrderTest {
    private static final int IMAGES = 21;
    private static final int BATCH = 6;
    private static final int EPOCHS = 4;
    /** The batch size divides two epochs, but not one. */
    private static final int STEPS = EPOCHS * IMAGES / BATCH;

    @Test
    void everyEpochIsANewPermutation() {
        int[] sequence = sequence(new Seeds(1));
        List<int[]> epochs = IntStream.range(0, EPOCHS)
                .mapToObj(epoch -> Arrays.copyOfRange(sequence, epoch * IMAGES, (epoch + 1) * IMAGES))
                .toList();
        for (int[] epoch : epochs) {
            assertThat(Arrays.stream(epoch).sorted().toArray())
                    .isEqualTo(IntStream.range(0, IMAGES).toArray());
        }
        assertThat(epochs.get(1)).isNotEqualTo(epochs.get(0));
    }

    @Test
    void imagesOfAStepDoNotDependOnEarlierCalls() {
        int[] forwards = sequence(new Seeds(1));
        BatchOrder order = new BatchOrder(IMAGES, BATCH);
        for (int step = STEPS; step >= 1; step--) {
            assertThat(order.indices(new Seeds(1), step))
                    .isEqualTo(Arrays.copyOfRange(forwards, (step - 1) * BATCH, step * BATCH));
        }
    }

    /** More epochs and seeds than permutations are kept. */
    @Test
    void threadsGetTheSameImages() {
        BatchOrder shared = new BatchOrder(IMAGES, BATCH);
        List<Integer> wrong = IntStream.range(0, 400)
                .parallel()
                .filter(i -> {
                    Seeds seeds = new Seeds(i % 3);
                    long step = 1 + i * 7L % STEPS;
                    return !Arrays.equals(
                            shared.indices(seeds, step), new BatchOrder(IMAGES, BATCH).indices(seeds, step));
                })
                .boxed()
                .toList();
        assertThat(wrong).isEmpty();
    }

    @Test
    void anotherSeedHasAnotherOrder() {
        assertThat(sequence(new Seeds(1))).isEqualTo(sequence(new Seeds(1))).isNotEqualTo(sequence(new Seeds(2)));
    }

    @Test
    void aBatchMayBeLargerThanTheDataSet() {
        int[] indices = new BatchOrder(3, 7).indices(new Seeds(1), 1);
        assertThat(indices).hasSize(7).containsOnly(0, 1, 2);
    }

    @Test
    void anEmptyDataSetIsRefused() {
        assertThatThrownBy(() -> new BatchOrder(0, BATCH)).hasMessageContaining("no images");
    }

    private static int[] sequence(Seeds seeds) {
        BatchOrder order = new BatchOrder(IMAGES, BATCH);
        return LongStream.rangeClosed(1, STEPS)
                .mapToObj(step -> order.indices(seeds, step))
                .flatMapToInt(Arrays::stream)
                .toArray();
    }
}
