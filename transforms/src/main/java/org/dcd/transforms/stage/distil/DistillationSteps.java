package org.dcd.transforms.stage.distil;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.generator.KeptCandidate;
import org.dcd.transforms.ops.torch.StepSettings;
import org.dcd.transforms.ops.torch.TrainingStep;
import org.dcd.transforms.stage.MicroBatch;
import org.dcd.transforms.train.DistillationTraining;
import org.dcd.transforms.train.Schedules;
import org.dcd.transforms.train.StepRandom;
import org.dcd.transforms.train.TrainingLoop;

/** The steps of distillation: fake score, then generator. Candidates are scored at intervals, and the best is kept. */
final class DistillationSteps implements TrainingLoop.Body<DistillationBatches.StepInputs> {
    /** Ratio of a candidate's distance to the least one from which on training has diverged. */
    private static final double RUNAWAY = 20;

    private static final String BEST = "best";

    private final DistillationProgram program;
    private final CandidateScorer scorer;
    private final DistillationTraining training;
    private final long steps;
    private final long selectEvery;
    private final Folder work;
    private double bestDistance = Double.POSITIVE_INFINITY;
    /** Least distance of all candidates, eligible or not. */
    private double leastDistance = Double.POSITIVE_INFINITY;

    private double bestKimg;
    private MicroBatch microBatch;

    /**
     * @param microBatch images at once, unless a checkpoint has another number
     * @param work folder for kept candidates
     */
    DistillationSteps(
            DistillationProgram program,
            CandidateScorer scorer,
            DistillationTraining training,
            MicroBatch microBatch,
            long steps,
            Folder work) {
        this.work = work;
        this.microBatch = microBatch;
        this.program = program;
        this.scorer = scorer;
        this.training = training;
        this.steps = steps;
        this.selectEvery = Math.max(1, Math.round(training.selectKimg() * 1000 / training.batch()));
    }

    double bestDistance() {
        return bestDistance;
    }

    double bestKimg() {
        return bestKimg;
    }

    @Override
    public Supplier<Map<String, Double>> step(
            long step, DistillationBatches.StepInputs batch, StepRandom random, double rateFactor) {
        int n = training.batch();
        double seen = (double) (step - 1) * n;
        double factor = rateFactor
                * Schedules.learningRate(
                        seen, training.warmupKimg() * 1000, (double) steps * n, training.finalLearningRate());
        OptionalDouble noAverage = OptionalDouble.empty();
        Optional<TrainingStep> fake = batch.fake()
                .map(inputs -> program.trainFake(
                        n,
                        inputs,
                        new StepSettings(
                                step,
                                factor * training.fakeLearningRate(),
                                noAverage,
                                random.seed("fake/dropout", step))));
        double rate = factor * training.generatorLearningRate();
        double decay = Schedules.averageDecay(seen + n, n, training.emaHalflifeKimg() * 1000, training.emaRampup());
        TrainingStep generator = program.trainGenerator(
                n, batch.generator(), new StepSettings(step, rate, decay, random.seed("generator/dropout", step)));
        return () -> figures(fake, generator, rate);
    }

    private static Map<String, Double> figures(Optional<TrainingStep> fake, TrainingStep generator, double rate) {
        Map<String, Double> figures = new LinkedHashMap<>();
        fake.ifPresent(step -> figures.put("fake-loss", step.loss()));
        double loss = generator.loss();
        double norm = generator.gradientNorm();
        // The generator's loss may have any sign, so divergence is detected by the fake score's loss if there is one.
        figures.put(TrainingLoop.WATCHED, fake.isPresent() ? figures.get("fake-loss") : loss);
        figures.put(TrainingLoop.NORM, Double.isFinite(loss) ? norm : loss);
        figures.put("generator-loss", loss);
        figures.put("learning-rate", rate);
        return figures;
    }

    @Override
    public boolean isDue(long step) {
        return step % selectEvery == 0 || step == steps;
    }

    @Override
    public Map<String, Double> after(long step) throws TrainingLoop.Diverged, IOException {
        double distance;
        try {
            distance = scorer.distance(program::generate);
        } catch (ArithmeticException e) {
            throw new TrainingLoop.Diverged("a candidate's images are not finite: " + e.getMessage());
        }
        if (distance > RUNAWAY * leastDistance) {
            throw new TrainingLoop.Diverged(
                    "the proximal distance is " + distance + ", the least one was " + leastDistance);
        }
        leastDistance = Math.min(leastDistance, distance);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("proximal-fd", distance);
        double kimg = step * training.batch() / 1000.0;
        // The last candidate is always eligible, so that there is one to select.
        boolean eligible = kimg >= training.selectFromKimg() || step == steps;
        if (eligible && distance < bestDistance) {
            bestDistance = distance;
            bestKimg = kimg;
            program.keepAverage();
            figures.put("selected", bestKimg);
        }
        if (training.keepCandidates()) {
            keep(KeptCandidate.of(step, kimg, distance, eligible));
        }
        return figures;
    }

    /** Writes a candidate. Files cannot be written while the thread is interrupted; the loop then stops at once. */
    private void keep(KeptCandidate candidate) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            candidate.write(work, program.average());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Map<String, TensorSource> tensors() {
        return program.state();
    }

    @Override
    public Map<String, double[]> numbers() {
        return Map.of(BEST, new double[] {bestDistance, bestKimg, leastDistance}, MicroBatch.NAME, new double[] {
            microBatch.size()
        });
    }

    /** Images at once. */
    MicroBatch microBatch() {
        return microBatch;
    }

    @Override
    public void restore(Map<String, TensorSource> tensors, Map<String, double[]> numbers) throws IOException {
        microBatch = microBatch.resumed(numbers.get(MicroBatch.NAME));
        program.divide(microBatch.parts());
        program.restore(tensors);
        bestDistance = numbers.get(BEST)[0];
        bestKimg = numbers.get(BEST)[1];
        leastDistance = numbers.get(BEST)[2];
    }
}
