package org.dcd.transforms.stage.distil;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.generator.KeptCandidate;
import org.dcd.transforms.loss.DistillationLoss.FakeScore;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseModel;
import org.dcd.transforms.ops.torch.StepSettings;
import org.dcd.transforms.ops.torch.TrainingStep;
import org.dcd.transforms.train.DistillationTraining;
import org.dcd.transforms.train.Schedules;
import org.dcd.transforms.train.StepRandom;
import org.dcd.transforms.train.TrainingLoop;

/** The steps of distillation: fake score, then generator. Candidates are scored at intervals, and the best is kept. */
final class DistillationSteps implements TrainingLoop.Body {
    /** Ratio of a candidate's distance to the least one from which on training has diverged. */
    private static final double RUNAWAY = 20;

    private static final String BEST = "best";

    private final DistillationProgram program;
    private final CandidateScorer scorer;
    private final DistilSpec spec;
    /** Noise model for the corruption of generator output. */
    private final NoiseModel noise;

    private final DistillationTraining training;
    private final long steps;
    private final long selectEvery;
    private final Folder work;
    private double bestDistance = Double.POSITIVE_INFINITY;
    /** Least distance of all candidates, eligible or not. */
    private double leastDistance = Double.POSITIVE_INFINITY;

    private double bestKimg;

    /** @param work folder for kept candidates */
    DistillationSteps(
            DistillationProgram program,
            CandidateScorer scorer,
            DistilSpec spec,
            NoiseModel noise,
            long steps,
            Folder work) {
        this.work = work;
        this.program = program;
        this.scorer = scorer;
        this.spec = spec;
        this.noise = noise;
        this.training = spec.training();
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
    public Map<String, Double> step(long step, StepRandom random, double rateFactor) {
        int batch = training.batch();
        double seen = (double) (step - 1) * batch;
        double factor = rateFactor
                * Schedules.learningRate(
                        seen, training.warmupKimg() * 1000, (double) steps * batch, training.finalLearningRate());
        boolean asksFake = spec.method().loss().fakeScore() == FakeScore.LEARNED;
        Map<String, Double> figures = new LinkedHashMap<>();
        if (asksFake) {
            figures.put(
                    "fake-loss",
                    trainFake(step, random, factor * training.fakeLearningRate())
                            .loss());
        }
        double decay =
                Schedules.averageDecay(seen + batch, batch, training.emaHalflifeKimg() * 1000, training.emaRampup());
        TrainingStep generator = trainGenerator(step, random, factor * training.generatorLearningRate(), decay);
        // The generator's loss may have any sign, so divergence is detected by the fake score's loss if there is one.
        figures.put(TrainingLoop.WATCHED, asksFake ? figures.get("fake-loss") : generator.loss());
        figures.put(TrainingLoop.NORM, Double.isFinite(generator.loss()) ? generator.gradientNorm() : generator.loss());
        figures.put("generator-loss", generator.loss());
        figures.put("learning-rate", factor * training.generatorLearningRate());
        return figures;
    }

    private TrainingStep trainFake(long step, StepRandom random, double rate) {
        int n = training.batch();
        int measured = n * spec.teacher().model().measurement().size();
        float[] levels = random.levels("fake/levels", step, n, training.levels());
        Map<String, float[]> batch = batch("fake", step, random, levels);
        batch.put(Objective.DATA_SIGMA, dataSigmas("fake", step, random));
        batch.put(DistillationProgram.MEASUREMENT_NOISE, random.normal("fake/measurement-noise", step, measured));
        batch.put(
                Objective.DRAWS,
                random.normal("fake/draws", step, spec.teacher().objective().draws() * measured));
        OptionalDouble noAverage = OptionalDouble.empty();
        return program.trainFake(n, batch, new StepSettings(step, rate, noAverage, random.seed("fake/dropout", step)));
    }

    private TrainingStep trainGenerator(long step, StepRandom random, double rate, double averageDecay) {
        Map<String, float[]> batch = batch("generator", step, random, generatorLevels(step, random));
        if (spec.method().loss().fakeScore() == FakeScore.EXACT) {
            batch.put(Objective.DATA_SIGMA, dataSigmas("generator", step, random));
        }
        return program.trainGenerator(
                training.batch(),
                batch,
                new StepSettings(step, rate, averageDecay, random.seed("generator/dropout", step)));
    }

    private float[] dataSigmas(String purpose, long step, StepRandom random) {
        int batch = training.batch();
        float[] sigmas = new float[batch];
        for (int i = 0; i < batch; i++) {
            sigmas[i] = (float) noise.drawSigma(random.seed(purpose + "/sigma", step * batch + i));
        }
        return sigmas;
    }

    /** Inputs of both steps, see {@link DistillationProgram}. */
    private Map<String, float[]> batch(String purpose, long step, StepRandom random, float[] levels) {
        int n = training.batch();
        MeasurementModel model = spec.teacher().model();
        float[] parameters = model.draw(n, i -> random.seed(purpose + "/operator", step * n + i));
        float[] further = spec.teacher()
                .objective()
                .further()
                .map(hiding -> hiding.draw(model, n, parameters, i -> random.seed(purpose + "/further", step * n + i)))
                .orElseGet(() -> new float[0]);
        int latents = n * spec.generator().latentShape().size();
        int pixels = n * spec.teacher().shape().size();
        return new HashMap<>(Map.of(
                DistillationProgram.Z, random.normal(purpose + "/latent", step, latents),
                Objective.SIGMA, levels,
                Objective.NOISE, random.normal(purpose + "/noise", step, pixels),
                Objective.OPERATOR, parameters,
                Objective.FURTHER, further));
    }

    /** σ = (σ_max^(1/ρ) + (1 - t)(σ_min^(1/ρ) - σ_max^(1/ρ)))^ρ with t ~ U[0, t_max / 1000] (SiD). */
    private float[] generatorLevels(long step, StepRandom random) {
        double[] t = random.uniform("generator/levels", step, training.batch());
        double least = training.clampLevels() ? noise.nominalSigma() : 0;
        float[] sigmas = new float[t.length];
        for (int i = 0; i < t.length; i++) {
            sigmas[i] = (float) Math.max(least, training.generatorLevels().sigma(t[i] * training.tMax() / 1000.0));
        }
        return sigmas;
    }

    @Override
    public Map<String, Double> after(long step) throws TrainingLoop.Diverged, IOException {
        if (step % selectEvery != 0 && step != steps) {
            return Map.of();
        }
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
        return Map.of(BEST, new double[] {bestDistance, bestKimg, leastDistance});
    }

    @Override
    public void restore(Map<String, TensorSource> tensors, Map<String, double[]> numbers) throws IOException {
        program.restore(tensors);
        bestDistance = numbers.get(BEST)[0];
        bestKimg = numbers.get(BEST)[1];
        leastDistance = numbers.get(BEST)[2];
    }
}
