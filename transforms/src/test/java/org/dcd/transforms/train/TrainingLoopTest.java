package org.dcd.transforms.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop around a training whose only weight is the sum of its random numbers. */
class TrainingLoopTest {
    private static final int BATCH = 10;

    @TempDir
    private Path path;

    private Folder work;

    @BeforeEach
    void openFolder() {
        work = Folder.at(path.toString());
    }

    @Test
    void aRollbackHalvesTheRateAndChangesRandomNumbers() throws Exception {
        FakeBody body = new FakeBody(step -> step == 25);

        TrainingLoop.Outcome outcome = loop(50).run(body);

        assertThat(outcome.rollbacks()).isEqualTo(1);
        assertThat(outcome.notes()).singleElement().asString().startsWith("diverged at 0.25 kimg: astray at step 25");
        assertThat(outcome.notes().get(0)).contains("rolled back to 0.2 kimg with half the learning rate");
        assertThat(body.steps).hasSize(25 + 30).endsWith(50L);
        assertThat(body.steps.subList(24, 27)).containsExactly(25L, 21L, 22L);
        assertThat(body.rates.subList(0, 25)).containsOnly(1.0);
        assertThat(body.rates.subList(25, 55)).containsOnly(0.5);
        assertThat(body.draws.get(25)).as("step 21 draws other numbers").isNotEqualTo(body.draws.get(20));
    }

    @Test
    void theLogAfterARollbackIsMonotonicAndNotesIt() throws Exception {
        TrainingLoop.Outcome outcome = loop(50).run(new FakeBody(step -> step == 25));

        List<ProgressLine> lines = ProgressLog.read(work);
        assertThat(lines).extracting(ProgressLine::done).isSorted();
        assertThat(lines).extracting(ProgressLine::done).endsWith(500L);
        assertThat(lines)
                .filteredOn(line -> !line.message().isEmpty())
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.message()).isEqualTo(outcome.notes().get(0));
                    assertThat(line.done()).isEqualTo(200);
                });
    }

    @Test
    void repeatedDivergenceFailsWithTheRemedy() {
        FakeBody body = new FakeBody(step -> true, step -> step == 25);

        assertThatThrownBy(() -> loop(50).run(body))
                .isInstanceOf(TrainingDivergedException.class)
                .hasMessageContaining("0.25 kimg")
                .hasMessageContaining("after 3 rollbacks")
                .hasMessageContaining("lower the learning rate");
        assertThat(body.rates).endsWith(0.125);
    }

    @Test
    void nonFiniteFiguresCauseARollback() throws Exception {
        FakeBody body = new FakeBody(step -> false) {
            @Override
            public Map<String, Double> step(long step, StepRandom streams, double rateFactor) {
                super.step(step, streams, rateFactor);
                boolean broken = rateFactor == 1 && step > 30;
                return Map.of(TrainingLoop.WATCHED, broken ? Double.NaN : 1.0, TrainingLoop.NORM, 1.0);
            }
        };

        TrainingLoop.Outcome outcome = loop(50).run(body);

        assertThat(outcome.rollbacks()).isEqualTo(1);
        assertThat(outcome.notes().get(0))
                .contains("diverged at 0.41 kimg", "11 steps in a row", "rolled back to 0.4 kimg");
    }

    @Test
    void anInterruptedRunEndsInTheSameStateAndTheSameCurve() throws Exception {
        FakeBody undisturbed = new FakeBody(step -> false);
        loop(1000).run(undisturbed);
        List<Map<String, Double>> curve = curve();
        work.delete(Checkpoint.FILE);
        work.delete(ProgressLine.FILE);
        FakeBody interrupted = new FakeBody(step -> {
            if (step == 503) {
                Thread.currentThread().interrupt();
            }
            return false;
        });

        assertThatThrownBy(() -> loop(1000).run(interrupted)).isInstanceOf(InterruptedException.class);
        FakeBody resumed = new FakeBody(step -> false);
        loop(1000).run(resumed);

        assertThat(resumed.steps).startsWith(504L).hasSize(497);
        assertThat(resumed.weight).isEqualTo(undisturbed.weight);
        assertThat(curve()).as("each point is a mean over its steps").isEqualTo(curve);
    }

    @Test
    void aRollbackIsStillNotedAfterResuming() throws Exception {
        FakeBody stopped = new FakeBody(step -> {
            if (step == 37) {
                Thread.currentThread().interrupt();
            }
            return step == 25;
        });
        assertThatThrownBy(() -> loop(50).run(stopped)).isInstanceOf(InterruptedException.class);

        TrainingLoop.Outcome outcome = loop(50).run(new FakeBody(step -> false));

        assertThat(outcome.rollbacks()).isEqualTo(1);
        assertThat(outcome.notes()).singleElement().asString().startsWith("diverged at 0.25 kimg");
    }

    private TrainingLoop loop(long steps) {
        return new TrainingLoop(work, "key", new Seeds(1), steps, BATCH, 0.1);
    }

    private List<Map<String, Double>> curve() throws IOException {
        return ProgressLog.read(work).stream().map(ProgressLine::values).toList();
    }

    private static class FakeBody implements TrainingLoop.Body {
        private final List<Long> steps = new ArrayList<>();
        private final List<Double> rates = new ArrayList<>();
        private final List<Double> draws = new ArrayList<>();
        private final LongPredicate always;
        private final LongPredicate astray;
        private double weight;

        /** @param astray steps at which the first attempt diverges */
        FakeBody(LongPredicate astray) {
            this(step -> false, astray);
        }

        FakeBody(LongPredicate always, LongPredicate astray) {
            this.always = always;
            this.astray = astray;
        }

        @Override
        public Map<String, Double> step(long step, StepRandom streams, double rateFactor) {
            double draw = streams.uniform("draw", step, 1)[0];
            steps.add(step);
            rates.add(rateFactor);
            draws.add(draw);
            weight += draw;
            return Map.of(TrainingLoop.WATCHED, 1.0, TrainingLoop.NORM, 1.0);
        }

        @Override
        public Map<String, Double> after(long step) throws TrainingLoop.Diverged {
            boolean first = rates.get(rates.size() - 1) == 1 || always.test(step);
            if (astray.test(step) && first) {
                throw new TrainingLoop.Diverged("astray at step " + step);
            }
            return Map.of();
        }

        @Override
        public Map<String, Tensor> tensors() {
            return Map.of();
        }

        @Override
        public Map<String, double[]> numbers() {
            return Map.of("weight", new double[] {weight});
        }

        @Override
        public void restore(Map<String, TensorSource> tensors, Map<String, double[]> numbers) {
            weight = numbers.get("weight")[0];
        }
    }
}
