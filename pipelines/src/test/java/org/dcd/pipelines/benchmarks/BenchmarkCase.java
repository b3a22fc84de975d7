package org.dcd.pipelines.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.random.Seeds;

/**
 * The network, objective and sampler of an experiment, to be measured with random weights and data.
 *
 * @param shape of the images
 * @param threads number of shards of a batch in training; number of threads of ONNX Runtime
 * @param batch images per step
 * @param warmup number of steps before the measurement
 * @param steps number of steps measured
 */
record BenchmarkCase(Experiment experiment, ImageShape shape, int threads, int batch, int warmup, int steps) {
    BenchmarkCase {
        requirePositive("--threads", threads);
        requirePositive("--batch", batch);
        requirePositive("--steps", steps);
        if (warmup < 0) {
            throw new IllegalArgumentException("--warmup must be at least 0, was " + warmup);
        }
    }

    static void requirePositive(String name, int value) {
        if (value < 1 || value > 1_000_000) {
            throw new IllegalArgumentException(name + " must be in [1, 1000000], was " + value);
        }
    }

    /** A case with images of the shape of the data set of the experiment. */
    static BenchmarkCase of(Experiment experiment, int threads, int batch, int warmup, int steps) throws IOException {
        DatasetSource.Summary data = experiment.dataset().summarise();
        ImageShape shape = new ImageShape(data.channels(), data.height(), data.width());
        return new BenchmarkCase(experiment, shape, threads, batch, warmup, steps);
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
        result.put("experiment", experiment.experiment());
        result.put("shape", shape.toString());
        result.put("parameters", summary().parameterCount());
        result.put("threads", threads);
        result.put("batch", batch);
        result.put("steps", steps);
        return result;
    }

    static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
