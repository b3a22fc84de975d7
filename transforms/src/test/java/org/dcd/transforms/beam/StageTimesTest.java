package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.contract.TestIds;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.metric.ProximalFd;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.corrupt.CorruptSpec;
import org.dcd.transforms.stage.corrupt.CorruptWork;
import org.dcd.transforms.stage.dataset.DatasetIngest;
import org.dcd.transforms.stage.score.ScoreSpec;
import org.dcd.transforms.stage.score.ScoreWork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stages of one kind run in parallel and end together; each has the time of its own work. */
class StageTimesTest {
    private static final double LIGHT = 0.5;
    private static final double HEAVY = 0.9;
    /** Of one batch of the heavy stage, tens of milliseconds. */
    private static final int STEPS = 3_000_000;

    @TempDir
    Path root;

    /** Noise with much more arithmetic where the noise level is that of the heavy stage. */
    private record Busy(Corruptor corruptor, boolean heavy) implements Corruptor {
        @Override
        public float[] measure(float[] images, long[] operatorSeeds, long[] noiseSeeds, double[] sigmas) {
            double sum = 0;
            for (int i = 0; heavy && i < STEPS; i++) {
                sum += Math.sin(i);
            }
            assertThat(sum).isBetween(-2.0, 2.0);
            return corruptor.measure(images, operatorSeeds, noiseSeeds, sigmas);
        }

        @Override
        public float[] asImages(float[] measurements, long[] operatorSeeds) {
            return corruptor.asImages(measurements, operatorSeeds);
        }

        @Override
        public void close() {
            corruptor.close();
        }
    }

    private static Corruptor.Factory busy() {
        return (corruption, shape) ->
                new Busy(new ScoreStages.AddNoise(shape), corruption.noise().equals(new GaussianNoise(HEAVY)));
    }

    private static Corruption noisy(double sigma) {
        return new Corruption(new Identity(), new GaussianNoise(sigma));
    }

    @Test
    void measuringHasTheTimeOfItsOwnShards() throws IOException {
        DatasetIngest.run(StageTests.dataset(StageTests.idx(root, 60, 16, 15), 1, root.resolve("data")), 7);
        DirectRun.run(
                StageTransform.of(new CorruptWork(busy())),
                List.of(StageTests.corrupt(noisy(LIGHT), 1, root.resolve("data"), root.resolve("warm-up"))));
        List<StageTask<CorruptSpec>> tasks = List.of(
                StageTests.corrupt(noisy(LIGHT), 1, root.resolve("data"), root.resolve("light")),
                StageTests.corrupt(noisy(HEAVY), 1, root.resolve("data"), root.resolve("heavy")));
        check("corrupt-light", "corrupt-heavy", () -> DirectRun.run(StageTransform.of(new CorruptWork(busy())), tasks));
    }

    @Test
    void scoringHasTheTimeOfItsOwnShards() throws IOException {
        ScoreStages stages = new ScoreStages(root);
        StageTask<ScoreSpec> light = stages.task(Row.GENERATOR, List.of(new ProximalFd()), 300, "light");
        StageTask<ScoreSpec> heavy = stages.task(Row.HELD_OUT, List.of(new ProximalFd()), 300, "heavy");
        ScoreSpec s = heavy.spec();
        DirectRun.run(
                StageTransform.of(new ScoreWork(60, busy())),
                List.of(stages.task(Row.GENERATOR, List.of(new ProximalFd()), 300, "warm-up")));
        List<StageTask<ScoreSpec>> tasks = List.of(
                light,
                heavy.withSpec(new ScoreSpec(
                        s.row(),
                        s.metrics(),
                        noisy(HEAVY),
                        s.count(),
                        s.sets(),
                        s.nfe(),
                        s.shape(),
                        s.dataType(),
                        s.seed(),
                        s.dataSigma())));
        check("light", "heavy", () -> DirectRun.run(StageTransform.of(new ScoreWork(60, busy())), tasks));
    }

    private static void check(String light, String heavy, Supplier<List<StageResult>> run) {
        long before = System.nanoTime();
        List<StageResult> results = run.get();
        double passed = (System.nanoTime() - before) * 1e-9;
        StageResult little = of(results, light);
        StageResult much = of(results, heavy);

        assertThat(much.seconds()).isGreaterThan(3 * little.seconds());
        assertThat(little.seconds()).isPositive();
        assertThat(little.seconds() + much.seconds()).isLessThan(passed);
        assertThat(much.figures().get(StageResult.ELAPSED_SECONDS)).isBetween(0.9 * much.seconds(), passed);
        assertThat(little.figures().get(StageResult.ELAPSED_SECONDS))
                .as("both end behind one barrier")
                .isGreaterThan(little.seconds());
    }

    private static StageResult of(List<StageResult> results, String key) {
        return results.stream()
                .filter(result -> result.task().key().equals(TestIds.key(key)))
                .findFirst()
                .orElseThrow();
    }
}
