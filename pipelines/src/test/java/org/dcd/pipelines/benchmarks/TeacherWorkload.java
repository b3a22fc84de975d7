package org.dcd.pipelines.benchmarks;

import java.util.List;
import java.util.Map;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.ops.torch.Adam;
import org.dcd.transforms.ops.torch.NetworkTraining;
import org.dcd.transforms.ops.torch.ParameterValues;
import org.dcd.transforms.ops.torch.StepSettings;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TrainingStep;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.teacher.TeacherProgram;
import org.dcd.transforms.train.TeacherTraining;

/** Teacher training without augmentation: forward, backward, Adam and moving average on random measurements. */
final class TeacherWorkload implements Workload {
    private static final String TEACHER = "teacher";
    private static final int IMAGES = 4096;
    private static final double EMA_DECAY = 0.995;

    private final BenchmarkCase what;
    private final TeacherTraining training;
    private final NetworkTraining program;
    private final float[] data;

    TeacherWorkload(BenchmarkCase what, TorchEngine engine, Weights weights) {
        this.what = what;
        this.training = what.teacher();
        this.data =
                Seeds.normal(what.seeds().of("data", 0), IMAGES * what.shape().size());
        this.program = TeacherProgram.training(
                TorchDevices.of(engine),
                what.denoiser(),
                false,
                new NetworkTraining.Settings(
                        new Adam(0.9, 0.999, 1e-8, training.clipNorm()), training.precision(), what.parts()),
                ParameterValues.arrays(spec -> weights.draw(TEACHER, spec)));
    }

    @Override
    public List<String> networks() {
        return List.of(TEACHER);
    }

    @Override
    public List<String> initialised() {
        return networks();
    }

    /** Measurements and the random numbers of {@link BenchmarkCase#draws}. */
    @Override
    public Map<String, float[]> batch(String network, long step) {
        int n = what.batch();
        int size = what.shape().size();
        float[] y = new float[n * size];
        for (int i = 0; i < n; i++) {
            int image = (int) ((step * n + i) % IMAGES);
            System.arraycopy(data, image * size, y, i * size, size);
        }
        Map<String, float[]> batch = what.draws(network, step);
        batch.put(Objective.Y, y);
        batch.put(Objective.SIGMA, what.levels(network, step, training.levels()));
        batch.put(Objective.DATA_SIGMA, what.dataSigmas());
        batch.put(Objective.DRAWS, what.objectiveDraws(network, step));
        return batch;
    }

    @Override
    public TrainingStep train(String network, Map<String, float[]> batch, long step, double learningRate) {
        return program.step(what.batch(), batch, new StepSettings(step, learningRate, EMA_DECAY, step));
    }

    @Override
    public void close() {
        program.close();
    }
}
