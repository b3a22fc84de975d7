package org.dcd.transforms.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

        TrainingLoop.Outcome outcome = run(50, body);

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
        TrainingLoop.Outcome outcome = run(50, new FakeBody(step -> step == 25));

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

        assertThatThrownBy(() -> run(50, body))
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
            double loss(long step, double rateFactor) {
                return rateFactor == 1 && step > 30 ? Double.NaN : 1;
            }
        };

        TrainingLoop.Outcome outcome = run(50, body);

        assertThat(outcome.rollbacks()).isEqualTo(1);
        assertThat(outcome.notes().get(0))
                .contains("diverged at 0.41 kimg", "11 steps in a row", "rolled back to 0.4 kimg");
    }

    @Test
    void anInterruptedRunEndsInTheSameStateAndTheSameCurve() throws Exception {
        FakeBody undisturbed = new FakeBody(step -> false);
        run(1000, undisturbed);
        List<Map<String, Double>> curve = curve();
        work.delete(Checkpoint.FILE);
        work.delete(ProgressLine.FILE);
        FakeBody interrupted = new FakeBody(step -> {
            if (step == 503) {
                Thread.currentThread().interrupt();
            }
            return false;
        });

        assertThatThrownBy(() -> run(1000, interrupted)).isInstanceOf(InterruptedException.class);
        FakeBody resumed = new FakeBody(step -> false);
        run(1000, resumed);

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
        assertThatThrownBy(() -> run(50, stopped)).isInstanceOf(InterruptedException.class);

        TrainingLoop.Outcome outcome = run(50, new FakeBody(step -> false));

        assertThat(outcome.rollbacks()).isEqualTo(1);
        assertThat(outcome.notes()).singleElement().asString().startsWith("diverged at 0.25 kimg");
    }

    /** Divergence that is noticed later leads to the same training as divergence that is noticed at once. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void divergenceBetweenTwoLinesOfTheLogIsThatOfItsStep(boolean readEveryStep) throws Exception {
        FakeBody body = new FakeBody(step -> false) {
            @Override
            public boolean isDue(long step) {
                return readEveryStep;
            }

            @Override
            double loss(long step, double rateFactor) {
                return rateFactor == 1 && step >= 513 && step < 524 ? Double.NaN : 1 + 1.0 / step;
            }
        };

        TrainingLoop.Outcome outcome = run(2000, body);

        assertThat(outcome.notes()).singleElement().asString().startsWith("diverged at 5.23 kimg: 11 steps in a row");
        assertThat(outcome.notes().get(0)).contains("rolled back to 5.2 kimg");
        assertThat(outcome.skipped())
                .as("updates skipped before the checkpoint")
                .isEqualTo(8);
        assertThat(body.steps).hasSize((readEveryStep ? 523 : 530) + 1480);
        assertThat(body.steps.subList(body.steps.size() - 1480, body.steps.size()))
                .startsWith(521L)
                .endsWith(2000L);
        double[] expected = {0};
        for (int attempt = 0; attempt < 2; attempt++) {
            StepRandom random = new StepRandom(new Seeds(1).derive("attempt " + attempt));
            LongStream.rangeClosed(attempt == 0 ? 1 : 521, attempt == 0 ? 520 : 2000)
                    .forEach(step -> expected[0] += random.uniform("draw", step, 1)[0]);
        }
        assertThat(body.weight).isEqualTo(expected[0]);
        assertThat(curve()).filteredOn(values -> !values.isEmpty()).hasSize(200).allSatisfy(values -> assertThat(values)
                .containsKey(TrainingLoop.NORM));
    }

    @Test
    void figuresAreReadInOrderAndOnlyWhenNeeded() throws Exception {
        List<String> events = new ArrayList<>();
        FakeBody body = new FakeBody(step -> false) {
            @Override
            public Supplier<Map<String, Double>> step(long step, Double batch, StepRandom streams, double rateFactor) {
                events.add("step " + step);
                Supplier<Map<String, Double>> figures = super.step(step, batch, streams, rateFactor);
                return () -> {
                    events.add("read " + step);
                    return figures.get();
                };
            }

            @Override
            public boolean isDue(long step) {
                return step == 3;
            }
        };

        run(1000, body);

        assertThat(events).startsWith("step 1", "step 2", "step 3", "read 1", "read 2", "read 3", "step 4", "step 5");
        assertThat(events.subList(8, 16))
                .containsExactly("read 4", "read 5", "step 6", "step 7", "step 8", "step 9", "step 10", "read 6");
        assertThat(events)
                .filteredOn(event -> event.startsWith("read"))
                .hasSize(1000)
                .doesNotHaveDuplicates();
    }

    @Test
    void theNumberOfUnreadStepsIsBounded() throws Exception {
        AtomicInteger unread = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        FakeBody body = new FakeBody(step -> false) {
            @Override
            public Supplier<Map<String, Double>> step(long step, Double batch, StepRandom streams, double rateFactor) {
                most.accumulateAndGet(unread.incrementAndGet(), Math::max);
                Supplier<Map<String, Double>> figures = super.step(step, batch, streams, rateFactor);
                return () -> {
                    unread.decrementAndGet();
                    return figures.get();
                };
            }

            @Override
            public boolean isDue(long step) {
                return false;
            }
        };

        run(200 * 100, body);

        assertThat(most).hasValue(UnreadFigures.MOST);
        assertThat(unread).hasValue(0);
    }

    @Test
    void lookAheadDoesNotChangeTheResult() throws Exception {
        Map<LookAhead, FakeBody> bodies = new LinkedHashMap<>();
        for (LookAhead lookAhead : List.of(
                LookAhead.NONE, new LookAhead(1, 0), new LookAhead(1, Long.MAX_VALUE), new LookAhead(4, 1L << 20))) {
            FakeBody body = new FakeBody(step -> step == 25);
            run(50, body, lookAhead);
            bodies.put(lookAhead, body);
            work.delete(Checkpoint.FILE);
            work.delete(ProgressLine.FILE);
        }

        FakeBody expected = bodies.get(LookAhead.NONE);
        assertThat(bodies.values()).allSatisfy(body -> {
            assertThat(body.weight).isEqualTo(expected.weight);
            assertThat(body.draws).isEqualTo(expected.draws);
            assertThat(body.steps).isEqualTo(expected.steps);
        });
    }

    @Test
    void batchesOfTheDiscardedAttemptAreNotUsed() throws Exception {
        FakeBody body = new FakeBody(step -> step == 25);

        run(50, body, new LookAhead(2, Long.MAX_VALUE));

        for (int i = 0; i < body.steps.size(); i++) {
            Seeds attempt = new Seeds(1).derive("attempt " + (i < 25 ? 0 : 1));
            assertThat(body.draws.get(i)).isEqualTo(new StepRandom(attempt).uniform("draw", body.steps.get(i), 1)[0]);
        }
    }

    @Test
    void aFailureOfPreparationEndsTheTrainingAtItsStep() {
        FakeBody body = new FakeBody(step -> false) {
            @Override
            public Double prepare(long step, StepRandom streams) {
                if (step == 17) {
                    throw new UncheckedIOException(new IOException("disk is gone"));
                }
                return super.prepare(step, streams);
            }
        };

        assertThatThrownBy(() -> run(50, body, new LookAhead(2, Long.MAX_VALUE)))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("disk is gone");
        assertThat(body.steps).endsWith(16L);
    }

    @Test
    void anInterruptWhileWaitingForABatchStopsTheTraining() {
        Thread loop = Thread.currentThread();
        FakeBody body = new FakeBody(step -> false) {
            @Override
            public Double prepare(long step, StepRandom streams) {
                if (step == 17) {
                    loop.interrupt();
                    // Ends when the loop closes its batches.
                    awaitInterrupt();
                }
                return super.prepare(step, streams);
            }
        };

        assertThatThrownBy(() -> run(50, body, new LookAhead(1, Double.BYTES)))
                .isInstanceOf(InterruptedException.class)
                .hasMessage("training stopped after 16 of 50 steps; run again to continue from there");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(preparingThreads()).isEmpty();
    }

    @Test
    void anInterruptOfADivergingTrainingStopsItAfterTheRollback() throws Exception {
        FakeBody stopped = new FakeBody(step -> {
            if (step == 25) {
                Thread.currentThread().interrupt();
            }
            return step == 25;
        });

        assertThatThrownBy(() -> run(50, stopped))
                .isInstanceOf(InterruptedException.class)
                .hasMessageContaining("after 20 of 50 steps");
        TrainingLoop.Outcome outcome = run(50, new FakeBody(step -> false));

        assertThat(outcome.rollbacks()).isEqualTo(1);
    }

    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Thread> preparingThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("dcd-prepare") && thread.isAlive())
                .toList();
    }

    private TrainingLoop.Outcome run(long steps, FakeBody body) throws IOException, InterruptedException {
        return run(steps, body, LookAhead.ofMachine());
    }

    private TrainingLoop.Outcome run(long steps, FakeBody body, LookAhead lookAhead)
            throws IOException, InterruptedException {
        return new TrainingLoop(work, "key", new Seeds(1), steps, BATCH, 0.1, lookAhead).run(body, body);
    }

    private List<Map<String, Double>> curve() throws IOException {
        return ProgressLog.read(work).stream().map(ProgressLine::values).toList();
    }

    private static class FakeBody implements TrainingLoop.Body<Double>, BatchSource<Double> {
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

        double loss(long step, double rateFactor) {
            return 1;
        }

        @Override
        public Double prepare(long step, StepRandom streams) {
            return streams.uniform("draw", step, 1)[0];
        }

        @Override
        public long bytes(Double batch) {
            return Double.BYTES;
        }

        @Override
        public Supplier<Map<String, Double>> step(long step, Double batch, StepRandom streams, double rateFactor) {
            steps.add(step);
            rates.add(rateFactor);
            draws.add(batch);
            weight += batch;
            return () -> Map.of(TrainingLoop.WATCHED, loss(step, rateFactor), TrainingLoop.NORM, 1.0);
        }

        @Override
        public boolean isDue(long step) {
            return true;
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
