package org.dcd.transforms.stage.distil;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.loss.DistillationLoss.FakeScore;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseModel;
import org.dcd.transforms.train.BatchSource;
import org.dcd.transforms.train.DistillationTraining;
import org.dcd.transforms.train.StepRandom;

/** The random numbers of a step of distillation: latents, levels, noise and parameters of A. */
final class DistillationBatches implements BatchSource<DistillationBatches.StepInputs> {
    private final DistilSpec spec;
    private final DistillationTraining training;
    /** Noise model for the corruption of generator output. */
    private final NoiseModel noise;

    /**
     * Inputs of both steps by name, see {@link DistillationProgram}.
     *
     * @param fake inputs for the fake score; empty when the loss trains none
     * @param generator inputs for the generator
     */
    record StepInputs(Optional<Map<String, float[]>> fake, Map<String, float[]> generator) {}

    DistillationBatches(DistilSpec spec, NoiseModel noise) {
        this.spec = spec;
        this.training = spec.training();
        this.noise = noise;
    }

    @Override
    public StepInputs prepare(long step, StepRandom random) {
        boolean asksFake = spec.method().loss().fakeScore() == FakeScore.LEARNED;
        return new StepInputs(asksFake ? Optional.of(fake(step, random)) : Optional.empty(), generator(step, random));
    }

    @Override
    public long bytes(StepInputs batch) {
        return batch.fake().map(BatchSource::bytesOf).orElse(0L) + BatchSource.bytesOf(batch.generator());
    }

    private Map<String, float[]> fake(long step, StepRandom random) {
        int n = training.batch();
        int measured = n * spec.teacher().model().measurement().size();
        float[] levels = random.levels("fake/levels", step, n, training.levels());
        Map<String, float[]> batch = batch("fake", step, random, levels);
        batch.put(Objective.DATA_SIGMA, dataSigmas("fake", step, random));
        batch.put(DistillationProgram.MEASUREMENT_NOISE, random.normal("fake/measurement-noise", step, measured));
        batch.put(
                Objective.DRAWS,
                random.normal("fake/draws", step, spec.teacher().objective().draws() * measured));
        return batch;
    }

    private Map<String, float[]> generator(long step, StepRandom random) {
        Map<String, float[]> batch = batch("generator", step, random, generatorLevels(step, random));
        if (spec.method().loss().fakeScore() == FakeScore.EXACT) {
            batch.put(Objective.DATA_SIGMA, dataSigmas("generator", step, random));
        }
        return batch;
    }

    private float[] dataSigmas(String purpose, long step, StepRandom random) {
        int n = training.batch();
        float[] sigmas = new float[n];
        for (int i = 0; i < n; i++) {
            sigmas[i] = (float) noise.drawSigma(random.seed(purpose + "/sigma", step * n + i));
        }
        return sigmas;
    }

    /** Inputs of both steps. */
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
}
