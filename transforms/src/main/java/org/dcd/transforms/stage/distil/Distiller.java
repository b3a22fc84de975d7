package org.dcd.transforms.stage.distil;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.torch.Adam;
import org.dcd.transforms.ops.torch.ConvolutionSelfTest;
import org.dcd.transforms.ops.torch.ParameterValues;
import org.dcd.transforms.ops.torch.PrecisionCheck;
import org.dcd.transforms.ops.torch.Tf32;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.MicroBatch;
import org.dcd.transforms.train.Checkpoint;
import org.dcd.transforms.train.DistillationTraining;
import org.dcd.transforms.train.TrainingDivergedException;
import org.dcd.transforms.train.TrainingLoop;

/** Distils the teacher into a one-step generator (paper, Alg. 1): the candidate with the least proximal distance. */
public final class Distiller {
    /** β₂ of Adam for both networks, as in the paper. */
    private static final double BETA2 = 0.999;

    private static final double EPSILON = 1e-8;

    private Distiller() {}

    /**
     * Runs the stage on its devices, or resumes it from the checkpoint in its work folder.
     *
     * @throws InterruptedException when interrupted; a checkpoint has been written
     * @throws TrainingDivergedException when training diverges in spite of rollbacks
     */
    public static StageResult run(StageTask<DistilSpec> task, TorchDevices devices)
            throws IOException, InterruptedException {
        Instant started = Instant.now();
        long startNanos = System.nanoTime();
        DistilSpec spec = task.spec();
        Corruption corruption = spec.dataSigma().resolve(task).corruption(spec.corruption());
        DistillationTraining training = spec.training();
        DenoiserSummary summary = spec.generator().summary();
        PrecisionCheck.require(training.precision(), devices);
        MicroBatch micro = MicroBatch.of(DistillationMemory.of(spec), devices);
        ConvolutionSelfTest.check(devices, summary.convolutions(), training.precision(), micro.size());
        ConvolutionSelfTest.check(devices, spec.teacher().summary().convolutions(), training.precision(), micro.size());
        Seeds seeds = new Seeds(spec.seed()).derive("distil");
        long steps = Math.max(1, Math.round(training.kimg() * 1000 / training.batch()));
        TrainingLoop loop =
                new TrainingLoop(task.work(), task.key(), seeds, steps, training.batch(), training.checkpointKimg());
        try (DistillationProgram program = program(task, devices, micro.parts(), seeds);
                CandidateScorer scorer = scorer(task, corruption, devices, seeds)) {
            DistillationSteps body = new DistillationSteps(program, scorer, training, micro, steps, task.work());
            TrainingLoop.Outcome outcome = loop.run(new DistillationBatches(spec, corruption.noise()), body);
            ModelArtifact model = Weights.write(
                    task.work(),
                    FileNames.GENERATOR,
                    "generator",
                    program.best(),
                    summary.macs(),
                    spec.generator().shape());
            double seconds = (System.nanoTime() - startNanos) * 1e-9;
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("kimg", steps * training.batch() / 1000.0);
            figures.put("images-per-second", steps * training.batch() / seconds);
            figures.put(MicroBatch.NAME, (double) body.microBatch().size());
            figures.put("rollbacks", (double) outcome.rollbacks());
            figures.put("skipped-updates", (double) outcome.skipped());
            figures.put("selected-kimg", body.bestKimg());
            figures.put("selected-proximal-fd", body.bestDistance());
            return new StageResult(
                    task,
                    List.of(model),
                    figures,
                    Tf32.noted(devices, outcome.notes()),
                    List.of(Checkpoint.FILE),
                    started,
                    seconds);
        }
    }

    private static DistillationProgram program(StageTask<DistilSpec> task, TorchDevices devices, int parts, Seeds seeds)
            throws IOException {
        DistilSpec spec = task.spec();
        DistillationTraining training = spec.training();
        Weights teacher = Weights.open(task.inputFolder("teacher"), FileNames.TEACHER);
        return new DistillationProgram(
                devices,
                new DistillationProgram.Settings(
                        spec.teacher(),
                        spec.generator(),
                        spec.method(),
                        new Adam(0, BETA2, EPSILON, training.clipNorm()),
                        new Adam(training.generatorBeta1(), BETA2, EPSILON, training.clipNorm()),
                        training.precision(),
                        parts),
                teacher,
                switch (spec.method().start()) {
                    case TEACHER -> teacherWeights(spec, teacher);
                    case RANDOM -> ParameterValues.drawn(seeds.derive("generator"));
                });
    }

    /**
     * The teacher's weights by the generator's names. The names differ if images and measurements differ in size,
     * because EDM's names contain the resolution; the order of the parameters is the same.
     */
    private static ParameterValues teacherWeights(DistilSpec spec, Weights weights) {
        List<ParameterSpec> theirs = spec.teacher().summary().parameters();
        List<ParameterSpec> mine = spec.generator().summary().parameters();
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < mine.size(); i++) {
            names.put(mine.get(i).name(), theirs.get(i).name());
        }
        return parameter -> weights.tensor(names.get(parameter.name()));
    }

    private static CandidateScorer scorer(
            StageTask<DistilSpec> task, Corruption corruption, TorchDevices devices, Seeds seeds) throws IOException {
        DistilSpec spec = task.spec();
        return new CandidateScorer(
                devices.first(),
                corruption,
                spec.extractor().network(spec.teacher().model().measurement(), spec.classes()),
                spec.generator(),
                task.inputFolder("features"),
                spec.dataType(),
                spec.training().selectSamples(),
                seeds.derive("select"));
    }
}
