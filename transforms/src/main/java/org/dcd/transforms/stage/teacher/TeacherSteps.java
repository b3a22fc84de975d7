package org.dcd.transforms.stage.teacher;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.ops.torch.NetworkTraining;
import org.dcd.transforms.ops.torch.StepSettings;
import org.dcd.transforms.ops.torch.TrainingStep;
import org.dcd.transforms.stage.MicroBatch;
import org.dcd.transforms.train.Schedules;
import org.dcd.transforms.train.StepRandom;
import org.dcd.transforms.train.TeacherTraining;
import org.dcd.transforms.train.TrainingLoop;

/** The steps of the teacher's training, on the batches of {@link TeacherBatches}. */
final class TeacherSteps implements TrainingLoop.Body<Map<String, float[]>> {
    private final NetworkTraining program;
    private final TeacherTraining training;
    private final long steps;
    private MicroBatch microBatch;

    /**
     * @param microBatch images at once, unless a checkpoint has another number
     * @param steps number of steps of the training
     */
    TeacherSteps(NetworkTraining program, TeacherTraining training, MicroBatch microBatch, long steps) {
        this.microBatch = microBatch;
        this.program = program;
        this.training = training;
        this.steps = steps;
    }

    @Override
    public Supplier<Map<String, Double>> step(
            long step, Map<String, float[]> batch, StepRandom random, double rateFactor) {
        int n = training.batch();
        double seen = (double) (step - 1) * n;
        double rate = rateFactor
                * training.learningRate()
                * Schedules.learningRate(
                        seen, training.warmupKimg() * 1000, (double) steps * n, training.finalLearningRate());
        double averageDecay =
                Schedules.averageDecay(seen + n, n, training.emaHalflifeKimg() * 1000, training.emaRampup());
        TrainingStep result =
                program.step(n, batch, new StepSettings(step, rate, averageDecay, random.seed("dropout", step)));
        return () -> {
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put(TrainingLoop.WATCHED, result.loss());
            figures.put(TrainingLoop.NORM, result.gradientNorm());
            figures.put("learning-rate", rate);
            return figures;
        };
    }

    @Override
    public Map<String, TensorSource> tensors() {
        Map<String, TensorSource> state = new LinkedHashMap<>();
        program.save(state);
        return state;
    }

    @Override
    public Map<String, double[]> numbers() {
        return Map.of(MicroBatch.NAME, new double[] {microBatch.size()});
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
    }
}
