package org.dcd.pipelines.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.commons.rng.UniformRandomProvider;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.DistillationLoss.FakeScore;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.ops.torch.Adam;
import org.dcd.transforms.ops.torch.ParameterValues;
import org.dcd.transforms.ops.torch.StepSettings;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TrainingStep;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.distil.DistillationProgram;
import org.dcd.transforms.train.DistillationTraining;

/** Distillation: the fake score, then the generator, on images of the generator. */
final class DistillationWorkload implements Workload {
    private static final String TEACHER = "teacher";
    private static final String FAKE = "fake";
    private static final String GENERATOR = "generator";
    private static final double EMA_DECAY = 0.995;

    private final BenchmarkCase what;
    private final DistillationTraining training;
    private final OneStepGenerator generator;
    private final DistillationProgram program;

    DistillationWorkload(BenchmarkCase what, TorchEngine engine, Weights weights) {
        Experiment.Distillation settings = what.distillation();
        if (settings.method().loss().fakeScore() != FakeScore.LEARNED) {
            throw new BadInputException("distil measures losses that train a fake score, such as sid; "
                    + what.experiment().experiment() + " uses "
                    + settings.method().loss());
        }
        this.what = what;
        this.training = settings.training();
        ConditionedDenoiser denoiser = what.denoiser();
        this.generator = OneStepGenerator.of(denoiser, training.sigmaInit());
        Map<String, float[]> teacher = new HashMap<>();
        what.summary().parameters().forEach(spec -> teacher.put(spec.name(), weights.draw(TEACHER, spec)));
        this.program = new DistillationProgram(
                TorchDevices.of(engine),
                new DistillationProgram.Settings(
                        denoiser,
                        generator,
                        settings.method(),
                        new Adam(0, 0.999, 1e-8, training.clipNorm()),
                        new Adam(training.generatorBeta1(), 0.999, 1e-8, training.clipNorm()),
                        training.precision(),
                        what.parts()),
                org.dcd.transforms.files.safetensors.Weights.of(teacher),
                ParameterValues.arrays(spec -> weights.draw(GENERATOR, spec)));
    }

    @Override
    public List<String> networks() {
        return List.of(FAKE, GENERATOR);
    }

    @Override
    public List<String> initialised() {
        return List.of(TEACHER, GENERATOR);
    }

    @Override
    public Map<String, float[]> batch(String network, long step) {
        int n = what.batch();
        Map<String, float[]> batch = what.draws(network, step);
        batch.put(
                DistillationProgram.Z,
                Seeds.normal(
                        what.seeds().of(network + "/latent", step),
                        n * generator.latentShape().size()));
        if (network.equals(FAKE)) {
            batch.put(Objective.SIGMA, what.levels(network, step, training.levels()));
            batch.put(Objective.DATA_SIGMA, what.dataSigmas());
            batch.put(
                    DistillationProgram.MEASUREMENT_NOISE,
                    Seeds.normal(
                            what.seeds().of(network + "/measurement-noise", step),
                            n * what.shape().size()));
            batch.put(Objective.DRAWS, what.objectiveDraws(network, step));
        } else {
            batch.put(Objective.SIGMA, generatorLevels(step));
        }
        return batch;
    }

    /** The levels of the generator's loss, see {@link DistillationTraining#generatorLevels}. */
    private float[] generatorLevels(long step) {
        UniformRandomProvider uniform = Seeds.stream(what.seeds().of("generator/levels", step));
        float[] levels = new float[what.batch()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (float) training.generatorLevels().sigma(uniform.nextDouble() * training.tMax() / 1000.0);
        }
        return levels;
    }

    @Override
    public TrainingStep train(String network, Map<String, float[]> batch, long step, double learningRate) {
        return network.equals(FAKE)
                ? program.trainFake(
                        what.batch(), batch, new StepSettings(step, learningRate, OptionalDouble.empty(), step))
                : program.trainGenerator(what.batch(), batch, new StepSettings(step, learningRate, EMA_DECAY, step));
    }

    @Override
    public void close() {
        program.close();
    }
}
