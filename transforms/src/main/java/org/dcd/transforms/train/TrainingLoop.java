package org.dcd.transforms.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.random.Seeds;

/**
 * Runs the steps of a training. It writes checkpoints, resumes after a kill with the same result, rolls back when
 * training diverges, stops when interrupted, and logs. The {@link Body} implements a step.
 */
public final class TrainingLoop {
    private static final int MOST_ROLLBACKS = 3;
    private static final int LINES = 200;
    private static final String GUARD = "guard";
    private static final String DIVERGED = "diverged at ";

    private final Folder work;
    private final String key;
    private final Seeds seeds;
    private final long steps;
    private final int batch;
    private final long logEvery;
    private final long checkpointEvery;
    private final List<String> notes = new ArrayList<>();

    /** The steps and the state of a training. */
    public interface Body {
        /**
         * Runs one step.
         *
         * @param step number of the step, from 1
         * @param random random numbers of this attempt
         * @param rateFactor factor of the learning rate, halved after each divergence
         * @return figures of the step, including {@link #WATCHED} and {@link #NORM}
         */
        Map<String, Double> step(long step, StepRandom random, double rateFactor);

        /**
         * Computes figures that are due only after some steps, such as the distance of a candidate.
         *
         * @return empty when none are due
         * @throws Diverged when these figures show divergence
         */
        Map<String, Double> after(long step) throws Diverged, IOException;

        /**
         * Tensors of the state by name, always the same ones. Each gives its values at the time when it is read, so
         * that checkpoints do not copy the state.
         */
        Map<String, ? extends TensorSource> tensors();

        /** Other numbers of the state, for checkpoints. */
        Map<String, double[]> numbers();

        /**
         * Restores the state from {@link #tensors} and {@link #numbers} of a checkpoint, which have the same names and
         * shapes.
         *
         * @throws IOException if a tensor cannot be read; the state is then undefined
         */
        void restore(Map<String, TensorSource> tensors, Map<String, double[]> numbers) throws IOException;
    }

    /** Figure of a step that must stay finite and near its minimum. */
    public static final String WATCHED = "loss";

    /** Figure of a step with the norm of its gradient, which must stay finite. */
    public static final String NORM = "gradient-norm";

    /** Thrown by a {@link Body} that detects divergence by itself. */
    public static final class Diverged extends Exception {
        /** @param message the problem */
        public Diverged(String message) {
            super(message);
        }
    }

    /**
     * Summary of a finished training.
     *
     * @param rollbacks number of rollbacks
     * @param skipped number of updates skipped because their loss or gradient was not finite
     * @param notes rollbacks in words, for the report
     */
    public record Outcome(int rollbacks, long skipped, List<String> notes) {}

    /**
     * @param work work folder of the stage
     * @param key key of the stage; checkpoints of other keys are ignored
     * @param steps number of steps
     * @param batch images per step
     * @param checkpointKimg interval between checkpoints, thousands of images
     */
    public TrainingLoop(Folder work, String key, Seeds seeds, long steps, int batch, double checkpointKimg) {
        this.work = work;
        this.key = key;
        this.seeds = seeds;
        this.steps = steps;
        this.batch = batch;
        this.logEvery = Math.max(1, steps / LINES);
        long wanted = Math.max(1, Math.round(checkpointKimg * 1000 / batch));
        this.checkpointEvery = (wanted + logEvery - 1) / logEvery * logEvery;
    }

    /**
     * Runs all steps that are left.
     *
     * @throws InterruptedException when interrupted; a checkpoint has been written
     * @throws TrainingDivergedException when training diverges after {@value #MOST_ROLLBACKS} rollbacks
     */
    public Outcome run(Body body) throws IOException, InterruptedException {
        DivergenceGuard guard = new DivergenceGuard();
        Checkpoint start = resume(guard, body);
        long step = start.step();
        int rollbacks = start.rollbacks();
        Map<String, DoubleSummaryStatistics> window = new LinkedHashMap<>();
        while (step < steps) {
            if (Thread.interrupted()) {
                checkpoint(step, rollbacks, guard, body).write(work, key);
                throw new InterruptedException("training stopped after " + step + " of " + Count.of(steps, "step")
                        + "; run again to continue from there");
            }
            step++;
            String problem;
            Map<String, Double> extra = Map.of();
            Map<String, Double> figures =
                    body.step(step, new StepRandom(seeds.derive("attempt " + rollbacks)), Math.pow(0.5, rollbacks));
            problem = guard.observe(figures.get(WATCHED), figures.get(NORM));
            try {
                extra = problem == null ? body.after(step) : extra;
            } catch (Diverged e) {
                problem = e.getMessage();
            }
            if (problem != null) {
                Checkpoint back = Checkpoint.read(work, key).orElseThrow();
                rollbacks = back.rollbacks() + 1;
                rollBack(step, problem, rollbacks, back, guard, body);
                step = back.step();
                window.clear();
                continue;
            }
            figures.forEach((name, value) -> window.computeIfAbsent(name, key -> new DoubleSummaryStatistics())
                    .accept(value));
            log(step, window, extra);
            // Files cannot be written while the thread is interrupted; the next iteration then writes a checkpoint.
            if (step % checkpointEvery == 0
                    && step < steps
                    && !Thread.currentThread().isInterrupted()) {
                checkpoint(step, rollbacks, guard, body).write(work, key);
            }
        }
        return new Outcome(rollbacks, guard.skipped(), List.copyOf(notes));
    }

    /**
     * Restores the checkpoint of an earlier attempt, or starts from the beginning when there is none or it is damaged.
     */
    private Checkpoint resume(DivergenceGuard guard, Body body) throws IOException {
        Checkpoint initial = checkpoint(0, 0, guard, body);
        Optional<Checkpoint> found = Optional.empty();
        String damage = "";
        try {
            found = Checkpoint.read(work, key);
            found.ifPresent(stored -> stored.check(initial));
        } catch (DamagedFileException | IllegalArgumentException e) {
            found = Optional.empty();
            damage = work.location() + "/" + Checkpoint.FILE + " is damaged; training starts from the beginning";
        }
        if (found.isPresent()) {
            restore(found.get(), guard, body);
            ProgressLog.truncateAfter(work, found.get().step() * batch);
            ProgressLog.read(work).stream()
                    .map(ProgressLine::message)
                    .filter(message -> message.startsWith(DIVERGED))
                    .forEach(notes::add);
            return found.get();
        }
        initial.write(work, key);
        ProgressLog.truncateAfter(work, 0);
        if (!damage.isEmpty()) {
            append(0, Map.of(), damage);
        }
        return initial;
    }

    private void rollBack(long step, String problem, int rollbacks, Checkpoint back, DivergenceGuard guard, Body body)
            throws IOException {
        String where = DIVERGED + step * batch / 1000.0 + " kimg: " + problem;
        if (rollbacks > MOST_ROLLBACKS) {
            throw new TrainingDivergedException("training " + where + " after " + Count.of(MOST_ROLLBACKS, "rollback")
                    + "; lower the learning rate");
        }
        restore(back, guard, body);
        checkpoint(back.step(), rollbacks, guard, body).write(work, key);
        ProgressLog.truncateAfter(work, back.step() * batch);
        String note = where + "; rolled back to " + back.step() * batch / 1000.0
                + " kimg with half the learning rate and new random numbers";
        notes.add(note);
        append(back.step(), Map.of(), note);
    }

    private void log(long step, Map<String, DoubleSummaryStatistics> window, Map<String, Double> extra)
            throws IOException {
        if (step % logEvery != 0 && extra.isEmpty() && step < steps) {
            return;
        }
        Map<String, Double> line = new LinkedHashMap<>(extra);
        if (step % logEvery == 0 || step == steps) {
            window.forEach((name, values) -> {
                // A figure that is not finite belongs to a skipped update; JSON has no literal for it.
                if (Double.isFinite(values.getSum())) {
                    line.put(name, values.getAverage());
                }
            });
            window.clear();
        }
        append(step, line, "");
    }

    private void append(long step, Map<String, Double> values, String message) throws IOException {
        try (ProgressLog log = ProgressLog.open(work)) {
            log.append(
                    new ProgressLine(System.currentTimeMillis(), step * batch, steps * batch, "img", values, message));
        }
    }

    private static Checkpoint checkpoint(long step, int rollbacks, DivergenceGuard guard, Body body) {
        Map<String, double[]> numbers = new LinkedHashMap<>(body.numbers());
        numbers.put(GUARD, guard.state());
        return new Checkpoint(step, rollbacks, numbers, body.tensors());
    }

    private static void restore(Checkpoint checkpoint, DivergenceGuard guard, Body body) throws IOException {
        guard.restore(checkpoint.numbers().get(GUARD));
        body.restore(new LinkedHashMap<>(checkpoint.tensors()), checkpoint.numbers());
    }
}
