package org.dcd.transforms.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.dcd.transforms.ops.Activations;
import org.dcd.transforms.stage.TrainingMemory.Device;
import org.dcd.transforms.stage.TrainingMemory.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingMemoryTest {
    /** 60 kept elements per image, 40 for any number of images, and 7 inputs. */
    private static TrainingMemory memory(int batch, int bytesPerActivation) {
        return new TrainingMemory(
                batch,
                OptionalInt.empty(),
                bytesPerActivation,
                new Networks(100, 400, 100),
                new Activations(10, 20, 30, 40, 50),
                7);
    }

    @Test
    void isTheSumOfParametersAndOfWhatEveryPartKeeps() {
        // 400 + 3 · 100 parameters: the gradients of two parts, and the sum of those before
        long parameters = 4 * 700;
        // of each part: 1.1 · (40 · 4 + 2 · (60 · 4 + 5 · 50 · 4 + 7 · 4)) = 2,965.6
        assertThat(memory(8, 4).deviceBytes(2, Device.ofCpu(2))).isEqualTo(parameters + 2 * 2966);
        // no sum with one part, and no second part with one core
        assertThat(memory(2, 4).deviceBytes(2, Device.ofCpu(2))).isEqualTo(4 * 500 + 2966);
        assertThat(memory(8, 4).deviceBytes(2, Device.ofGpu(1))).isEqualTo(4 * 600 + 2966);
    }

    @Test
    void theFirstOfSeveralGpusCollectsTheGradientsOfAllAndEachGetsImages() {
        TrainingMemory memory = memory(12, 4);
        // 12 parts: three gradients and the sum of those before
        assertThat(memory.deviceBytes(1, Device.ofGpu(3)) - memory.deviceBytes(1, Device.ofGpu(1)))
                .isEqualTo(2 * 4 * 100);
        assertThat(memory.largestMicroBatch(Long.MAX_VALUE, Device.ofGpu(3))).hasValue(4);
        assertThat(memory.largestMicroBatch(Long.MAX_VALUE, Device.ofGpu(5))).hasValue(2);
    }

    @Test
    void mixedPrecisionHalvesMatrixInputsAndCopiesWeights() {
        // 1.1 · (40 · 4 + 2 · (10 · 2 + 20 · 4 + 30 · 6 + 5 · 50 · 4 + 7 · 4)) = 3,053.6
        assertThat(memory(8, 2).deviceBytes(2, Device.ofGpu(1))).isEqualTo(4 * 600 + 2 * 100 + 3054);
    }

    @Test
    void growsWithTheMicroBatchAndTheCores() {
        TrainingMemory memory = memory(64, 4);
        for (int size = 1; size < 32; size *= 2) {
            assertThat(memory.deviceBytes(2 * size, Device.ofGpu(1)))
                    .isGreaterThan(memory.deviceBytes(size, Device.ofGpu(1)));
            assertThat(memory.deviceBytes(size, Device.ofCpu(2)))
                    .isGreaterThan(memory.deviceBytes(size, Device.ofCpu(1)));
        }
    }

    @Test
    void theLargestMicroBatchIsTheLargestDivisorThatFits() {
        TrainingMemory memory = memory(12, 4);
        for (int size : new int[] {1, 2, 3, 4, 6}) {
            long needed = memory.deviceBytes(size, Device.ofGpu(1));
            assertThat(memory.largestMicroBatch(needed, Device.ofGpu(1))).hasValue(size);
        }
        // 5 does not divide 12
        assertThat(memory.largestMicroBatch(memory.deviceBytes(5, Device.ofGpu(1)), Device.ofGpu(1)))
                .hasValue(4);
        assertThat(memory.largestMicroBatch(Long.MAX_VALUE, Device.ofGpu(1))).hasValue(12);
        assertThat(memory.largestMicroBatch(memory.deviceBytes(1, Device.ofGpu(1)) - 1, Device.ofGpu(1)))
                .isEmpty();
    }

    @Test
    void theDefaultDividesTheBatchEvenlyOrTakesWhatFits() {
        TrainingMemory memory = memory(12, 4);
        Device cpu = Device.ofCpu(8);
        Device gpu = Device.ofGpu(1);
        assertThat(memory.microBatchOn(cpu, Long.MAX_VALUE)).isEqualTo(6);
        assertThat(memory.microBatchOn(gpu, Long.MAX_VALUE)).isEqualTo(12);
        assertThat(memory.microBatchOn(Device.ofGpu(8), Long.MAX_VALUE)).isEqualTo(2);
        Device oneCore = Device.ofCpu(1);
        assertThat(memory.microBatchOn(oneCore, memory.deviceBytes(3, oneCore))).isEqualTo(3);
        assertThat(memory.microBatchOn(gpu, memory.deviceBytes(3, gpu))).isEqualTo(3);
        assertThat(memory.microBatchOn(gpu, 0)).isEqualTo(1);
    }

    /** Peaks in MB as {@link TrainingMemoryProbe} measured them on two cores of an AVX-512 CPU, libtorch 2.7.1. */
    @ParameterizedTest
    @CsvSource({
        "teacher, quickstart, 48, 2, 231",
        "teacher, quickstart, 256, 2, 470",
        "teacher, colour, 32, 2, 674",
        "teacher, colour, 64, 1, 1157",
        "teacher, cifar, 2, 1, 1413",
        "teacher, cifar, 4, 1, 1666",
        "teacher, cifar, 8, 1, 2216",
        "teacher, cifar, 8, 2, 2202",
        "distil, quickstart, 48, 2, 353",
        "distil, colour, 32, 2, 1578",
        "distil, colour, 32, 1, 1590",
        "distil, cifar, 2, 1, 2907",
        "distil, cifar, 4, 2, 4153",
    })
    void isOneToOneAndAHalfTimesTheMeasuredPeak(String kind, String network, int batch, int parts, double peak) {
        double estimate = TrainingMemoryProbe.estimate(kind, network, batch, parts) / (double) (1 << 20);
        assertThat(estimate / peak).isBetween(1.0, 1.5);
    }
}
