package org.dcd.transforms.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.train.UnreadFigures.DivergedAt;

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
    private final LookAhead lookAhead;
    private final List<String> notes = new ArrayList<>();

    /**
     * The steps and the state of a training. Called by the thread of the loop only.
     *
     * @param <B> a batch
     */
    public interface Body<B> {
        /**
         * Runs one step.
         *
         * @param step number of the step, from 1
         * @param batch batch of the step
         * @param random random numbers of this attempt
         * @param rateFactor factor of the learning rate, halved after each divergence
         * @return reads the figures of the step, including {@link #WATCHED} and {@link #NORM}. Called once, after this
         *     step or after later ones, because reading may wait for the device; not called when training ends with an
         *     exception
         */
        Supplier<Map<String, Double>> step(long step, B batch, StepRandom random, double rateFactor);

        /** Whether {@link #after} is due after a step. */
        default boolean isDue(long step) {
            return false;
        }

        /**
         * Computes figures that are due only after some steps, such as the distance of a candidate. Called when
         * {@link #isDue}, after the divergence guard has observed all steps so far.
         *
         * @throws Diverged when these figures show divergence
         */
        default Map<String, Double> after(long step) throws Diverged, IOException {
            return Map.of();
        }

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
        this(work, key, seeds, steps, batch, checkpointKimg, LookAhead.ofMachine());
    }

    /** @param lookAhead how far batches are prepared ahead, which does not change the result */
    public TrainingLoop(
            Folder work, String key, Seeds seeds, long steps, int batch, double checkpointKimg, LookAhead lookAhead) {
        this.lookAhead = lookAhead;
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
     * @param <B> a batch
     * @param batches prepares the batch of each step, in the background
     * @throws InterruptedException when interrupted; a checkpoint has been written
     * @throws TrainingDivergedException when training diverges after {@value #MOST_ROLLBACKS} rollbacks
     * @throws RuntimeException what preparing a batch threw
     */
    public <B> Outcome run(BatchSource<B> batches, Body<B> body) throws IOException, InterruptedException {
        DivergenceGuard guard = new DivergenceGuard();
        Position at = resume(guard, body);
        while (at.step() < steps) {
            at = attempt(at, batches, guard, body);
        }
        return new Outcome(at.rollbacks(), guard.skipped(), List.copyOf(notes));
    }

    /** Number of finished steps, and of rollbacks before them. */
    private record Position(long step, int rollbacks) {}

    /** Runs steps until the last one or until divergence. Returns the position from which training continues. */
    private <B> Position attempt(Position from, BatchSource<B> batches, DivergenceGuard guard, Body<B> body)
            throws IOException, InterruptedException {
        int rollbacks = from.rollbacks();
        StepRandom random = new StepRandom(seeds.derive("attempt " + rollbacks));
        UnreadFigures unread = new UnreadFigures(guard);
        long step = from.step();
        try (PreparedBatches<B> prepared = new PreparedBatches<>(batches, random, from.step() + 1, steps, lookAhead)) {
            while (step < steps) {
                B batch;
                try {
                    batch = prepared.take();
                } catch (InterruptedException e) {
                    // If the figures show divergence, training stops after the rollback.
                    Thread.currentThread().interrupt();
                    unread.read();
                    throw stopped(new Position(step, rollbacks), guard, body);
                }
                step++;
                unread.add(step, body.step(step, batch, random, Math.pow(0.5, rollbacks)));
                finish(new Position(step, rollbacks), unread, guard, body);
            }
            return new Position(steps, rollbacks);
        } catch (DivergedAt e) {
            return rollBack(e, guard, body);
        }
    }

    /** Writes the log and the checkpoint that are due after a step. */
    private void finish(Position at, UnreadFigures unread, DivergenceGuard guard, Body<?> body)
            throws IOException, DivergedAt {
        long step = at.step();
        boolean due = body.isDue(step);
        boolean logs = step % logEvery == 0 || step == steps;
        if (due || logs) {
            unread.read();
            Map<String, Double> figures = new LinkedHashMap<>();
            if (due) {
                try {
                    figures.putAll(body.after(step));
                } catch (Diverged e) {
                    throw new DivergedAt(step, e.getMessage());
                }
            }
            if (logs) {
                figures.putAll(unread.means());
            }
            if (logs || !figures.isEmpty()) {
                append(step, figures, "");
            }
        }
        // Files cannot be written while the thread is interrupted; the next step then writes a checkpoint.
        if (step % checkpointEvery == 0
                && step < steps
                && !Thread.currentThread().isInterrupted()) {
            checkpoint(at, guard, body).write(work, key);
        }
    }

    /** Writes a checkpoint. Clears the interrupt status, with which files cannot be written. */
    private InterruptedException stopped(Position at, DivergenceGuard guard, Body<?> body) throws IOException {
        Thread.interrupted();
        checkpoint(at, guard, body).write(work, key);
        return new InterruptedException("training stopped after " + at.step() + " of " + Count.of(steps, "step")
                + "; run again to continue from there");
    }

    /**
     * Restores the checkpoint of an earlier attempt, or starts from the beginning when there is none or it is damaged.
     */
    private Position resume(DivergenceGuard guard, Body<?> body) throws IOException {
        Checkpoint initial = checkpoint(new Position(0, 0), guard, body);
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
            return new Position(found.get().step(), found.get().rollbacks());
        }
        initial.write(work, key);
        ProgressLog.truncateAfter(work, 0);
        if (!damage.isEmpty()) {
            append(0, Map.of(), damage);
        }
        return new Position(0, 0);
    }

    /** Restores the last checkpoint. Also works while the thread is interrupted, and keeps the interrupt status. */
    private Position rollBack(DivergedAt problem, DivergenceGuard guard, Body<?> body) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            Checkpoint back = Checkpoint.read(work, key).orElseThrow();
            int rollbacks = back.rollbacks() + 1;
            String where = DIVERGED + problem.step() * batch / 1000.0 + " kimg: " + problem.getMessage();
            if (rollbacks > MOST_ROLLBACKS) {
                throw new TrainingDivergedException("training " + where + " after "
                        + Count.of(MOST_ROLLBACKS, "rollback") + "; lower the learning rate");
            }
            restore(back, guard, body);
            Position at = new Position(back.step(), rollbacks);
            checkpoint(at, guard, body).write(work, key);
            ProgressLog.truncateAfter(work, back.step() * batch);
            String note = where + "; rolled back to " + back.step() * batch / 1000.0
                    + " kimg with half the learning rate and new random numbers";
            notes.add(note);
            append(back.step(), Map.of(), note);
            return at;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void append(long step, Map<String, Double> values, String message) throws IOException {
        try (ProgressLog log = ProgressLog.open(work)) {
            log.append(
                    new ProgressLine(System.currentTimeMillis(), step * batch, steps * batch, "img", values, message));
        }
    }

    private static Checkpoint checkpoint(Position at, DivergenceGuard guard, Body<?> body) {
        Map<String, double[]> numbers = new LinkedHashMap<>(body.numbers());
        numbers.put(GUARD, guard.state());
        return new Checkpoint(at.step(), at.rollbacks(), numbers, body.tensors());
    }

    private static void restore(Checkpoint checkpoint, DivergenceGuard guard, Body<?> body) throws IOException {
        guard.restore(checkpoint.numbers().get(GUARD));
        body.restore(new LinkedHashMap<>(checkpoint.tensors()), checkpoint.numbers());
    }
}
