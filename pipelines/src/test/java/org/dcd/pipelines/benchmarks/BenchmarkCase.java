package org.dcd.pipelines.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.train.SigmaDistribution;
import org.dcd.transforms.train.TeacherTraining;

/**
 * The network, objective and sampler of an experiment, to be measured with random weights and data.
 *
 * @param shape of the images
 * @param threads number of threads of ONNX Runtime; default number of parts of a batch in training
 * @param batch images per step
 * @param microBatch images that are computed at once in training
 * @param precision precision of training, as in the experiment
 * @param warmup number of steps before the measurement
 * @param steps number of steps measured
 */
record BenchmarkCase(
        Experiment experiment,
        ImageShape shape,
        int threads,
        int batch,
        int microBatch,
        String precision,
        int warmup,
        int steps) {
    BenchmarkCase {
        requirePositive("--threads", threads);
        requirePositive("--batch", batch);
        requirePositive("--micro-batch", microBatch);
        requirePositive("--steps", steps);
        if (batch % microBatch != 0) {
            throw new IllegalArgumentException(
                    "--micro-batch must divide the batch of " + batch + ", was " + microBatch);
        }
        if (warmup < 0) {
            throw new IllegalArgumentException("--warmup must be at least 0, was " + warmup);
        }
    }

    static void requirePositive(String name, int value) {
        if (value < 1 || value > 1_000_000) {
            throw new IllegalArgumentException(name + " must be in [1, 1000000], was " + value);
        }
    }

    /** Shape of the images of an experiment. */
    static ImageShape shapeOf(Experiment experiment) throws IOException {
        DatasetSource.Summary data = experiment.dataset().summarise();
        return new ImageShape(data.channels(), data.height(), data.width());
    }

    /** Number of parts that a batch is computed in. */
    int parts() {
        return batch / microBatch;
    }

    /**
     * Settings of the teacher's training.
     *
     * @throws BadInputException if the experiment trains no teacher
     */
    TeacherTraining teacher() {
        return experiment
                .teacher()
                .training()
                .orElseThrow(() -> new BadInputException("experiment " + experiment.experiment()
                        + " trains no teacher, because it has teacher.from; choose one with teacher.training"));
    }

    /**
     * Settings of the distillation.
     *
     * @throws BadInputException if the experiment has none
     */
    Experiment.Distillation distillation() {
        return experiment
                .distillation()
                .orElseThrow(() -> new BadInputException(
                        "experiment " + experiment.experiment() + " distils nothing; choose one with distillation"));
    }

    /** Random inputs that all steps share, for a network in a step: noise, and the parameters of A and Ã. */
    Map<String, float[]> draws(String network, long step) {
        MeasurementModel model = denoiser().model();
        float[] parameters = model.draw(batch, i -> seeds().of(network + "/operator", step * batch + i));
        float[] further = denoiser()
                .objective()
                .further()
                .map(hiding ->
                        hiding.draw(model, batch, parameters, i -> seeds().of(network + "/further", step * batch + i)))
                .orElseGet(() -> new float[0]);
        Map<String, float[]> draws = new HashMap<>();
        draws.put(Objective.OPERATOR, parameters);
        draws.put(Objective.FURTHER, further);
        draws.put(Objective.NOISE, Seeds.normal(seeds().of(network + "/noise", step), batch * shape.size()));
        return draws;
    }

    /** Noise levels exp(N(mean, std²)), one per image. */
    float[] levels(String network, long step, SigmaDistribution distribution) {
        float[] levels = Seeds.normal(seeds().of(network + "/levels", step), batch);
        for (int i = 0; i < batch; i++) {
            levels[i] = (float) Math.exp(distribution.mean() + distribution.std() * levels[i]);
        }
        return levels;
    }

    /** Noise levels of the measurements, one per image. */
    float[] dataSigmas() {
        float[] sigmas = new float[batch];
        Arrays.fill(sigmas, (float) experiment.corruption().noise().nominalSigma());
        return sigmas;
    }

    /** Further random numbers of the objective. */
    float[] objectiveDraws(String network, long step) {
        int n = batch * denoiser().objective().draws() * shape.size();
        return Seeds.normal(seeds().of(network + "/draws", step), n);
    }

    DenoiserSummary summary() {
        return denoiser().summary();
    }

    /** The denoiser of the teacher. */
    ConditionedDenoiser denoiser() {
        return ConditionedDenoiser.ofTeacher(
                experiment.teacher().network(),
                experiment.teacher().objective(),
                new MeasurementModel(experiment.corruption().operator(), shape));
    }

    /** Random weights, by their names in EDM. */
    Map<String, float[]> weights() {
        Map<String, float[]> weights = new LinkedHashMap<>();
        summary().parameters().forEach(spec -> weights.put(spec.name(), Initialiser.draw(spec, seeds())));
        return weights;
    }

    Seeds seeds() {
        return new Seeds(experiment.seed()).derive("benchmark");
    }

    /** The fields that all results share. */
    Map<String, Object> describe(String what, String engine) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("what", what);
        result.put("engine", engine);
        result.put("network", experiment.experiment());
        result.put("shape", shape.toString());
        result.put("parameters", summary().parameterCount());
        result.put("macs", summary().macs());
        result.put("precision", precision);
        result.put("threads", threads);
        result.put("batch", batch);
        result.put("micro_batch", microBatch);
        result.put("steps", steps);
        return result;
    }

    static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
