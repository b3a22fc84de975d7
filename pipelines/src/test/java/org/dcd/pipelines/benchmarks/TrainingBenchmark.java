package org.dcd.pipelines.benchmarks;

import java.util.Arrays;
import java.util.Map;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.torch.Adam;
import org.dcd.transforms.ops.torch.NetworkTraining;
import org.dcd.transforms.ops.torch.ParameterValues;
import org.dcd.transforms.ops.torch.StepSettings;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TrainingStep;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.teacher.TeacherProgram;
import org.dcd.transforms.train.TeacherTraining;

/** Speed of teacher training: forward, backward, Adam and moving average on batches of random measurements. */
final class TrainingBenchmark {
    private static final int IMAGES = 4096;
    private static final double EMA_DECAY = 0.995;

    private final BenchmarkCase what;
    private final TeacherTraining training;
    private final float[] data;

    private TrainingBenchmark(BenchmarkCase what) {
        this.what = what;
        this.training = what.experiment()
                .teacher()
                .training()
                .orElseThrow(() -> new BadInputException("experiment "
                        + what.experiment().experiment()
                        + " trains no teacher, because it has teacher.from; choose one with teacher.training"));
        this.data =
                Seeds.normal(what.seeds().of("data", 0), IMAGES * what.shape().size());
    }

    /** The results, with the names that train_peer.py uses. */
    static Map<String, Object> run(BenchmarkCase what, TorchEngine engine) {
        return new TrainingBenchmark(what).run(engine);
    }

    private Map<String, Object> run(TorchEngine engine) {
        Stopwatch watch = new Stopwatch();
        TrainingStep last = null;
        try (NetworkTraining program = TeacherProgram.training(
                engine,
                what.denoiser(),
                false,
                new Adam(0.9, 0.999, 1e-8, training.clipNorm()),
                Math.min(what.threads(), what.batch()),
                ParameterValues.drawn(what.seeds()))) {
            for (int step = 1; step <= what.warmup(); step++) {
                step(program, step);
            }
            TrainingStep[] result = new TrainingStep[1];
            for (int step = what.warmup() + 1; step <= what.warmup() + what.steps(); step++) {
                int number = step;
                watch.time(() -> result[0] = step(program, number));
            }
            last = result[0];
        }
        if (!Double.isFinite(last.loss())) {
            throw new ArithmeticException("the loss of the last step is " + last.loss());
        }
        Map<String, Object> figures = what.describe("train", engine.description());
        figures.put("images_per_second", BenchmarkCase.rounded(watch.rate() * what.batch()));
        figures.put("images_per_second_median_step", BenchmarkCase.rounded(watch.medianRate() * what.batch()));
        figures.put("loss", last.loss());
        return figures;
    }

    /** One step. The batch is drawn within it, as in training. */
    private TrainingStep step(NetworkTraining program, long step) {
        int n = what.batch();
        int size = what.shape().size();
        float[] y = new float[n * size];
        for (int i = 0; i < n; i++) {
            int image = (int) ((step * n + i) % IMAGES);
            System.arraycopy(data, image * size, y, i * size, size);
        }
        float[] sigmas = new float[n];
        Arrays.fill(sigmas, (float) what.experiment().corruption().noise().nominalSigma());
        float[] levels = Seeds.normal(what.seeds().of("levels", step), n);
        var distribution = training.levels();
        for (int i = 0; i < n; i++) {
            levels[i] = (float) Math.exp(distribution.mean() + distribution.std() * levels[i]);
        }
        MeasurementModel model = what.denoiser().model();
        float[] parameters = model.draw(n, i -> what.seeds().of("operator", step * n + i));
        float[] further = what.denoiser()
                .objective()
                .further()
                .map(hiding ->
                        hiding.draw(model, n, parameters, i -> what.seeds().of("further", step * n + i)))
                .orElseGet(() -> new float[0]);
        int draws = n * what.denoiser().objective().draws() * size;
        Map<String, float[]> batch = Map.of(
                Objective.Y, y,
                Objective.OPERATOR, parameters,
                Objective.FURTHER, further,
                Objective.DATA_SIGMA, sigmas,
                Objective.SIGMA, levels,
                Objective.NOISE, Seeds.normal(what.seeds().of("noise", step), n * size),
                Objective.DRAWS, Seeds.normal(what.seeds().of("draws", step), draws));
        return program.step(n, batch, new StepSettings(step, training.learningRate(), EMA_DECAY, step));
    }
}
