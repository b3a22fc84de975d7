package org.dcd.transforms.stage.features;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.transforms.features.LabelTraining;
import org.dcd.transforms.ops.torch.TrainingStep;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.train.BatchOrder;
import org.dcd.transforms.train.BatchSource;
import org.dcd.transforms.train.LookAhead;
import org.dcd.transforms.train.PreparedBatches;
import org.dcd.transforms.train.Schedules;
import org.dcd.transforms.train.StepRandom;
import org.dcd.transforms.train.TrainingDivergedException;
import org.dcd.transforms.train.TrainingImages;

/** Trains a feature network on labelled images. Losses are read from the device at intervals. */
final class ClassifierTrainer {
    private static final int LINES = 50;
    /** Greatest number of steps whose losses have not been read. */
    private static final int MOST_UNREAD = 64;

    private final LabelTraining settings;
    private final ClassifierProgram program;
    private final long steps;
    private final long logEvery;
    /** Steps whose losses have not been read. */
    private final List<TrainingStep> unread = new ArrayList<>();
    /** Sum of the losses since the last line of the log. */
    private double sum;

    ClassifierTrainer(LabelTraining settings, ClassifierProgram program) {
        this.settings = settings;
        this.program = program;
        this.steps = Math.max(1, Math.round(settings.kimg() * 1000 / settings.batch()));
        this.logEvery = Math.max(1, steps / LINES);
    }

    /** Images [n, c, h, w] with their labels. */
    private record LabelledImages(float[] x, int[] labels) {}

    private record LabelledBatches(TrainingImages images, BatchOrder order) implements BatchSource<LabelledImages> {
        @Override
        public LabelledImages prepare(long step, StepRandom random) {
            int[] indices = order.indices(random.seeds(), step);
            return new LabelledImages(images.images(indices), images.labels(indices));
        }

        @Override
        public long bytes(LabelledImages batch) {
            return (long) batch.x().length * Float.BYTES + (long) batch.labels().length * Integer.BYTES;
        }
    }

    /**
     * Runs all steps.
     *
     * @param work folder of the log
     * @return mean loss over the last steps
     * @throws InterruptedException when interrupted
     * @throws TrainingDivergedException when a loss is not finite
     */
    double train(TrainingImages images, Seeds seeds, Folder work) throws IOException, InterruptedException {
        int n = settings.batch();
        BatchSource<LabelledImages> batches = new LabelledBatches(images, new BatchOrder(images.count(), n));
        double mean = 0;
        work.delete(ProgressLine.FILE);
        try (ProgressLog log = ProgressLog.open(work);
                PreparedBatches<LabelledImages> prepared =
                        new PreparedBatches<>(batches, new StepRandom(seeds), 1, steps, LookAhead.ofMachine())) {
            for (long step = 1; step <= steps; step++) {
                LabelledImages batch = next(prepared);
                double rate = settings.learningRate()
                        * Schedules.learningRate((double) (step - 1) * n, 0, (double) steps * n, 0);
                unread.add(program.step(batch.x(), batch.labels(), rate, step));
                if (unread.size() == MOST_UNREAD || step % logEvery == 0 || step == steps) {
                    read(step);
                }
                if (step % logEvery == 0) {
                    mean = sum / logEvery;
                    sum = 0;
                    Map<String, Double> values = Map.of("loss", mean);
                    log.append(new ProgressLine(System.currentTimeMillis(), step * n, steps * n, "img", values, ""));
                }
            }
        }
        return mean;
    }

    private static LabelledImages next(PreparedBatches<LabelledImages> prepared) throws InterruptedException {
        try {
            return prepared.take();
        } catch (InterruptedException e) {
            throw (InterruptedException) new InterruptedException("training of features stopped").initCause(e);
        }
    }

    /** Adds the losses of the unread steps, of which {@code last} is the last. */
    private void read(long last) {
        for (int i = 0; i < unread.size(); i++) {
            double loss = unread.get(i).loss();
            if (!Double.isFinite(loss)) {
                throw new TrainingDivergedException("training of features diverged at step "
                        + (last - unread.size() + 1 + i) + ", its loss is " + loss
                        + "; lower learning-rate of the features");
            }
            sum += loss;
        }
        unread.clear();
    }
}
