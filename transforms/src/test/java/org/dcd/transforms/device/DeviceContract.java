package org.dcd.transforms.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.ops.torch.Tf32;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ort.OrtDevice;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.teacher.TeacherTrainer;
import org.dcd.transforms.train.TinyTraining;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every device must do: compute what the CPU computes, also when it runs several trainings at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DeviceContract {
    @TempDir
    private static Path folder;

    private static final int FEW_STEPS = 12;
    private static final double LEARNING_RATE = 2e-3;

    private DeviceChain cpu;

    /** Tolerances of a comparison with the CPU. */
    record Tolerances(double weight, double pixel, double score) {}

    /** The devices, at least one. */
    abstract Stream<TestDevice> devices();

    abstract Tolerances tolerances();

    @BeforeAll
    void runOnTheCpu() throws Exception {
        cpu = DeviceChain.run(folder.resolve("reference"), TestDevice.CPU);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void trainsDistilsExportsSamplesAndScoresAsTheCpuDoes(TestDevice device) throws Exception {
        DeviceChain chain = DeviceChain.run(folder.resolve("chain-" + device), device);

        assertThat(chain.ort()).isEqualTo(device.gpu().isPresent() ? OrtDevice.CUDA : OrtDevice.CPU);
        assertSameWeights(chain.teacher(), cpu.teacher());
        assertSameWeights(chain.generator(), cpu.generator());
        assertThat(chain.samples()).hasSameSizeAs(cpu.samples());
        for (int i = 0; i < chain.samples().length; i++) {
            assertThat((double) chain.samples()[i])
                    .as("pixel %d", i)
                    .isCloseTo(cpu.samples()[i], within(tolerances().pixel()));
        }
        assertThat(chain.scores()).hasSize(2).containsOnlyKeys(cpu.scores().keySet());
        chain.scores().forEach((metric, value) -> assertThat(value)
                .as(metric)
                .isCloseTo(
                        cpu.scores().get(metric),
                        within(tolerances().score() * cpu.scores().get(metric))));
        System.out.printf("%s: %s img/s, peak memory %s%n", device, chain.speeds(), PeakMemory.of(device));
    }

    @ParameterizedTest
    @MethodSource("devices")
    void twoTrainingsAtOnceGiveWhatEachGivesAlone(TestDevice device) throws Exception {
        TinyTraining tiny = DeviceChain.prepared(folder.resolve("two-" + device));
        List<Long> seeds = List.of(1L, 2L);
        for (long seed : seeds) {
            train(tiny, "alone-" + seed, seed, FEW_STEPS, TorchDevices.of(device.torch()));
        }
        ExecutorService threads = Executors.newFixedThreadPool(seeds.size());
        try {
            List<Future<?>> both = seeds.stream()
                    .<Future<?>>map(seed -> threads.submit(() -> {
                        train(tiny, "together-" + seed, seed, FEW_STEPS, TorchDevices.of(device.torch()));
                        return null;
                    }))
                    .toList();
            for (Future<?> one : both) {
                one.get();
            }
        } finally {
            threads.shutdown();
        }
        for (long seed : seeds) {
            assertSameWeights(weights(tiny, "together-" + seed), weights(tiny, "alone-" + seed));
        }
        assertThat(difference(weights(tiny, "alone-1"), weights(tiny, "alone-2")))
                .as("the two trainings differ")
                .isGreaterThan(10 * tolerances().weight() + 1e-3);
    }

    /** With one GPU, this is a training on one device. */
    @Test
    void aTrainingOnAllDevicesGivesWhatOneGives() throws Exception {
        TinyTraining tiny = DeviceChain.prepared(folder.resolve("all"));
        List<TorchEngine> all = devices().map(TestDevice::torch).toList();

        train(tiny, "all", 1, TinyTraining.STEPS, new TorchDevices(all));

        assertSameWeights(weights(tiny, "all"), cpu.teacher());
    }

    @ParameterizedTest
    @MethodSource("devices")
    void float32IsNotRoundedToTf32(TestDevice device) {
        assertThat(Tf32.in(device.torch()))
                .as("set " + Tf32.SWITCH + "=0 in the environment")
                .isEmpty();
    }

    private static void train(TinyTraining tiny, String name, long seed, int steps, TorchDevices devices)
            throws Exception {
        TeacherTrainer.run(tiny.teacher(tiny.folder(name), seed, LEARNING_RATE, steps), devices);
    }

    private static Map<String, float[]> weights(TinyTraining tiny, String name) throws Exception {
        return Weights.read(tiny.folder(name), FileNames.TEACHER);
    }

    private void assertSameWeights(Map<String, float[]> actual, Map<String, float[]> expected) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        assertThat(difference(actual, expected))
                .as("greatest difference of weights")
                .isLessThanOrEqualTo(tolerances().weight());
    }

    private static double difference(Map<String, float[]> actual, Map<String, float[]> expected) {
        double greatest = 0;
        for (Map.Entry<String, float[]> weight : expected.entrySet()) {
            float[] mine = actual.get(weight.getKey());
            assertThat(mine).as(weight.getKey()).hasSameSizeAs(weight.getValue());
            for (int i = 0; i < mine.length; i++) {
                double difference = Math.abs((double) mine[i] - weight.getValue()[i]);
                greatest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(greatest, difference);
            }
        }
        return greatest;
    }
}
