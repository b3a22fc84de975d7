package org.dcd.transforms.training;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.diffusion.DenoiserFacts;
import org.dcd.transforms.features.ClassifierNetwork;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.settings.DistillationTraining;
import org.dcd.transforms.stage.DistilSpec;
import org.dcd.transforms.stage.Files;
import org.dcd.transforms.torch.Adam;
import org.dcd.transforms.torch.ConvolutionSelfTest;
import org.dcd.transforms.torch.DistillationProgram;
import org.dcd.transforms.torch.TorchEngine;
import org.dcd.transforms.weights.Weights;

/** Distils the teacher into a one-step generator (paper, Alg. 1), keeping the candidate of least proximal distance. */
public final class Distiller {
    /** The paper gives 0.999 for both networks. */
    private static final double BETA2 = 0.999;

    private static final double EPSILON = 1e-8;

    private Distiller() {}

    /**
     * Runs the stage, or continues it from the checkpoint in its work folder.
     *
     * @throws InterruptedException when asked to stop; a checkpoint is kept
     * @throws TrainingDivergedException when going back did not help
     */
    public static StageResult run(StageTask<DistilSpec> task) throws IOException, InterruptedException {
        Instant started = Instant.now();
        long startNanos = System.nanoTime();
        DistilSpec spec = task.spec();
        DistillationTraining training = spec.training();
        TorchEngine engine = TorchEngine.best();
        DenoiserFacts facts = DenoiserFacts.of(spec.network(), spec.shape());
        ConvolutionSelfTest.check(engine, facts.convolutions(), training.batch());
        Seeds seeds = new Seeds(spec.seed()).derive("distil");
        long steps = Math.max(1, Math.round(training.kimg() * 1000 / training.batch()));
        TrainingLoop loop =
                new TrainingLoop(task.work(), task.key(), seeds, steps, training.batch(), training.checkpointKimg());
        try (DistillationProgram program = program(task, engine);
                CandidateScorer scorer = scorer(task, engine, seeds)) {
            DistillationSteps body = new DistillationSteps(program, scorer, spec, steps);
            TrainingLoop.Outcome outcome = loop.run(body);
            ModelArtifact model =
                    Weights.write(task.work(), Files.GENERATOR, "generator", body.best(), facts.macs(), spec.shape());
            double seconds = (System.nanoTime() - startNanos) * 1e-9;
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("kimg", steps * training.batch() / 1000.0);
            figures.put("images-per-second", steps * training.batch() / seconds);
            figures.put("rollbacks", (double) outcome.rollbacks());
            figures.put("skipped-updates", (double) outcome.skipped());
            figures.put("selected-kimg", body.bestKimg());
            figures.put("selected-proximal-fd", body.bestDistance());
            return new StageResult(
                    task, List.of(model), figures, outcome.notes(), List.of(Checkpoint.FILE), started, seconds);
        }
    }

    private static DistillationProgram program(StageTask<DistilSpec> task, TorchEngine engine) throws IOException {
        DistilSpec spec = task.spec();
        DistillationTraining training = spec.training();
        return new DistillationProgram(
                engine,
                new DistillationProgram.Settings(
                        spec.network(),
                        spec.objective(),
                        spec.loss(),
                        spec.corruption().operator(),
                        spec.shape(),
                        training.sigmaInit(),
                        new Adam(0, BETA2, EPSILON, training.clipNorm()),
                        new Adam(training.generatorBeta1(), BETA2, EPSILON, training.clipNorm()),
                        training.shards()),
                Weights.read(task.inputFolder("teacher"), Files.TEACHER));
    }

    private static CandidateScorer scorer(StageTask<DistilSpec> task, TorchEngine engine, Seeds seeds)
            throws IOException {
        DistilSpec spec = task.spec();
        return new CandidateScorer(
                engine,
                spec.corruption(),
                ClassifierNetwork.of(
                        spec.extractor(), spec.corruption().operator().measurementShape(spec.shape()), spec.classes()),
                spec.shape(),
                task.inputFolder("features"),
                spec.training().selectSamples(),
                seeds.derive("select"));
    }
}
