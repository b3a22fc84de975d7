package org.dcd.transforms.stage.teacher;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.ops.torch.Adam;
import org.dcd.transforms.ops.torch.ConvolutionSelfTest;
import org.dcd.transforms.ops.torch.NetworkTraining;
import org.dcd.transforms.ops.torch.ParameterValues;
import org.dcd.transforms.ops.torch.StepSettings;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TrainingStep;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.train.AugmentedMeasurements;
import org.dcd.transforms.train.BatchOrder;
import org.dcd.transforms.train.Checkpoint;
import org.dcd.transforms.train.Schedules;
import org.dcd.transforms.train.StepRandom;
import org.dcd.transforms.train.TeacherTraining;
import org.dcd.transforms.train.TrainingDivergedException;
import org.dcd.transforms.train.TrainingImages;
import org.dcd.transforms.train.TrainingLoop;

/** Trains the corruption-aware diffusion teacher on measurements only (paper, Sec. 3.1; Karras et al. 2022). */
public final class TeacherTrainer {
    private static final String START = "start";

    private TeacherTrainer() {}

    /**
     * Runs the stage, or resumes it from the checkpoint in its work folder.
     *
     * @throws InterruptedException when interrupted; a checkpoint has been written
     * @throws TrainingDivergedException when training diverges in spite of rollbacks
     */
    public static StageResult run(StageTask<TeacherSpec> task, TorchEngine engine)
            throws IOException, InterruptedException {
        return run(task, engine, TrainingImages.MOST_IN_MEMORY);
    }

    /**
     * Runs the stage with a limit of memory for measurements, which does not change the result.
     *
     * @param mostInMemory greatest number of bytes of measurements in memory
     */
    public static StageResult run(StageTask<TeacherSpec> task, TorchEngine engine, long mostInMemory)
            throws IOException, InterruptedException {
        Instant started = Instant.now();
        long startNanos = System.nanoTime();
        TeacherSpec spec = task.spec();
        NoiseAssumption.Resolved noise = spec.dataSigma().resolve(task);
        TeacherTraining training = spec.training();
        DenoiserSummary summary = spec.denoiser().summary();
        ConvolutionSelfTest.check(engine, summary.convolutions(), training.batch());
        Seeds seeds = new Seeds(spec.seed()).derive("teacher");
        Adam adam = new Adam(0.9, 0.999, 1e-8, training.clipNorm());
        long steps = Math.max(1, Math.round(training.kimg() * 1000 / training.batch()));
        TrainingLoop loop =
                new TrainingLoop(task.work(), task.key(), seeds, steps, training.batch(), training.checkpointKimg());
        try (TrainingImages data = TrainingImages.measurements(
                        task.inputFolder("measurements"),
                        FileNames.MEASUREMENTS,
                        spec.denoiser().shape(),
                        mostInMemory);
                NetworkTraining program = TeacherProgram.training(
                        engine,
                        spec.denoiser(),
                        training.augment().isOn(),
                        adam,
                        training.shards(),
                        start(task, seeds))) {
            TrainingLoop.Outcome outcome = loop.run(new Body(program, data, spec, noise, steps));
            ModelArtifact model = Weights.write(
                    task.work(),
                    FileNames.TEACHER,
                    "teacher",
                    program.average().values(),
                    summary.macs(),
                    spec.denoiser().shape());
            double seconds = (System.nanoTime() - startNanos) * 1e-9;
            return new StageResult(
                    task,
                    List.of(model),
                    Map.of(
                            "kimg",
                            steps * training.batch() / 1000.0,
                            "images-per-second",
                            steps * training.batch() / seconds,
                            "rollbacks",
                            (double) outcome.rollbacks(),
                            "skipped-updates",
                            (double) outcome.skipped()),
                    outcome.notes(),
                    List.of(Checkpoint.FILE),
                    started,
                    seconds);
        }
    }

    /** Initial weights: those of the input {@code start}, otherwise random ones. */
    private static ParameterValues start(StageTask<TeacherSpec> task, Seeds seeds) throws IOException {
        return task.hasInput(START)
                ? ParameterValues.of(Weights.open(task.inputFolder(START), FileNames.TEACHER))
                : ParameterValues.drawn(seeds);
    }

    /** One step takes a batch of measurements, with one diffusion level and noise per image. */
    private static final class Body implements TrainingLoop.Body {
        private final NetworkTraining program;
        private final TrainingImages data;
        private final ConditionedDenoiser denoiser;
        private final TeacherTraining training;
        private final NoiseAssumption.Resolved noise;
        private final long steps;
        private BatchOrder order;

        Body(
                NetworkTraining program,
                TrainingImages data,
                TeacherSpec spec,
                NoiseAssumption.Resolved noise,
                long steps) {
            this.program = program;
            this.data = data;
            this.denoiser = spec.denoiser();
            this.training = spec.training();
            this.noise = noise;
            this.steps = steps;
        }

        @Override
        public Map<String, Double> step(long step, StepRandom random, double rateFactor) {
            int batch = training.batch();
            if (order == null || !order.seeds().equals(random.seeds())) {
                order = new BatchOrder(random.seeds(), data.count(), batch);
            }
            int[] indices = order.indices(step);
            double seen = (double) (step - 1) * batch;
            double rate = rateFactor
                    * training.learningRate()
                    * Schedules.learningRate(
                            seen, training.warmupKimg() * 1000, (double) steps * batch, training.finalLearningRate());
            double averageDecay = Schedules.averageDecay(
                    seen + batch, batch, training.emaHalflifeKimg() * 1000, training.emaRampup());
            TrainingStep result = program.step(
                    batch,
                    batch(step, random, indices),
                    new StepSettings(step, rate, averageDecay, random.seed("dropout", step)));
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put(TrainingLoop.WATCHED, result.loss());
            figures.put(TrainingLoop.NORM, result.gradientNorm());
            figures.put("learning-rate", rate);
            return figures;
        }

        private Map<String, float[]> batch(long step, StepRandom random, int[] indices) {
            int n = indices.length;
            MeasurementModel model = denoiser.model();
            AugmentedMeasurements measurements = AugmentedMeasurements.of(
                    training.augment(),
                    denoiser,
                    data.images(indices),
                    model.draw(n, i -> data.operatorSeed(indices[i])),
                    n,
                    i -> random.seed("augment", step * n + i));
            float[] parameters = measurements.operatorParameters();
            float[] further = denoiser.objective()
                    .further()
                    .map(hiding -> hiding.draw(model, n, parameters, i -> random.seed("further", step * n + i)))
                    .orElseGet(() -> new float[0]);
            int size = data.shape().size();
            int draws = denoiser.objective().draws();
            return Map.of(
                    Objective.Y, measurements.y(),
                    Objective.OPERATOR, parameters,
                    Objective.FURTHER, further,
                    Objective.DATA_SIGMA, noise.sigmas(data.sigmas(indices)),
                    Objective.SIGMA, random.levels("levels", step, n, training.levels()),
                    Objective.NOISE, random.normal("noise", step, n * size),
                    Objective.DRAWS, random.normal("draws", step, n * draws * size),
                    TeacherProgram.AUGMENT_LABELS, measurements.labels());
        }

        @Override
        public Map<String, Double> after(long step) {
            return Map.of();
        }

        @Override
        public Map<String, TensorSource> tensors() {
            Map<String, TensorSource> state = new LinkedHashMap<>();
            program.save(state);
            return state;
        }

        @Override
        public Map<String, double[]> numbers() {
            return Map.of();
        }

        @Override
        public void restore(Map<String, TensorSource> tensors, Map<String, double[]> numbers) throws IOException {
            program.restore(tensors);
        }
    }
}
