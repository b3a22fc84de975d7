package org.dcd.transforms.stage.teacher;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.ops.torch.Adam;
import org.dcd.transforms.ops.torch.ConvolutionSelfTest;
import org.dcd.transforms.ops.torch.NetworkTraining;
import org.dcd.transforms.ops.torch.ParameterValues;
import org.dcd.transforms.ops.torch.PrecisionCheck;
import org.dcd.transforms.ops.torch.Tf32;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.MicroBatch;
import org.dcd.transforms.train.Checkpoint;
import org.dcd.transforms.train.TeacherTraining;
import org.dcd.transforms.train.TrainingDivergedException;
import org.dcd.transforms.train.TrainingImages;
import org.dcd.transforms.train.TrainingLoop;

/** Trains the corruption-aware diffusion teacher on measurements only (paper, Sec. 3.1; Karras et al. 2022). */
public final class TeacherTrainer {
    private static final String START = "start";

    private TeacherTrainer() {}

    /**
     * Runs the stage on its devices, or resumes it from the checkpoint in its work folder.
     *
     * @throws InterruptedException when interrupted; a checkpoint has been written
     * @throws TrainingDivergedException when training diverges in spite of rollbacks
     */
    public static StageResult run(StageTask<TeacherSpec> task, TorchDevices devices)
            throws IOException, InterruptedException {
        return run(task, devices, OptionalLong.empty());
    }

    /**
     * Runs the stage with a limit of memory for measurements, which does not change the result.
     *
     * @param mostInMemory greatest number of bytes of measurements in memory; by default that of
     *     {@link TrainingImages#mostInMemory}, which all trainings of the process share
     */
    public static StageResult run(StageTask<TeacherSpec> task, TorchDevices devices, OptionalLong mostInMemory)
            throws IOException, InterruptedException {
        Instant started = Instant.now();
        long startNanos = System.nanoTime();
        TeacherSpec spec = task.spec();
        NoiseAssumption.Resolved noise = spec.dataSigma().resolve(task);
        TeacherTraining training = spec.training();
        DenoiserSummary summary = spec.denoiser().summary();
        PrecisionCheck.require(training.precision(), devices);
        MicroBatch micro = MicroBatch.of(TeacherMemory.of(spec), devices);
        ConvolutionSelfTest.check(devices, summary.convolutions(), training.precision(), micro.size());
        Seeds seeds = new Seeds(spec.seed()).derive("teacher");
        Adam adam = new Adam(0.9, 0.999, 1e-8, training.clipNorm());
        long steps = Math.max(1, Math.round(training.kimg() * 1000 / training.batch()));
        TrainingLoop loop =
                new TrainingLoop(task.work(), task.key(), seeds, steps, training.batch(), training.checkpointKimg());
        try (TrainingImages data = measurements(task, mostInMemory);
                NetworkTraining program = TeacherProgram.training(
                        devices,
                        spec.denoiser(),
                        training.augment().isOn(),
                        new NetworkTraining.Settings(adam, training.precision(), micro.parts()),
                        start(task, seeds))) {
            TeacherSteps body = new TeacherSteps(program, training, micro, steps);
            TrainingLoop.Outcome outcome = loop.run(
                    new TeacherBatches(
                            data, spec.denoiser(), noise, training.levels(), training.augment(), training.batch()),
                    body);
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
                            MicroBatch.NAME,
                            (double) body.microBatch().size(),
                            "rollbacks",
                            (double) outcome.rollbacks(),
                            "skipped-updates",
                            (double) outcome.skipped()),
                    Tf32.noted(devices, outcome.notes()),
                    List.of(Checkpoint.FILE),
                    started,
                    seconds);
        }
    }

    private static TrainingImages measurements(StageTask<TeacherSpec> task, OptionalLong mostInMemory)
            throws IOException {
        Folder folder = task.inputFolder("measurements");
        ImageShape shape = task.spec().denoiser().shape();
        return mostInMemory.isPresent()
                ? TrainingImages.measurements(folder, FileNames.MEASUREMENTS, shape, mostInMemory.getAsLong())
                : TrainingImages.measurements(folder, FileNames.MEASUREMENTS, shape);
    }

    /** Initial weights: those of the input {@code start}, otherwise random ones. */
    private static ParameterValues start(StageTask<TeacherSpec> task, Seeds seeds) throws IOException {
        return task.hasInput(START)
                ? ParameterValues.of(Weights.open(task.inputFolder(START), FileNames.TEACHER))
                : ParameterValues.drawn(seeds);
    }
}
