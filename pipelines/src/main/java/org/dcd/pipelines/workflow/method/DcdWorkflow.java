package org.dcd.pipelines.workflow.method;

import java.util.ArrayList;
import java.util.List;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.StageGraph;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.pipelines.workflow.Workflow;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.restore.TrainedPrior;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.analysis.Analysis;

/**
 * Distillation from corrupted data (paper, Alg. 1): a diffusion teacher is trained on measurements and distilled into a
 * one-step generator.
 */
@TypeName("dcd")
public record DcdWorkflow() implements Workflow {
    @Override
    public void check(Experiment experiment) {
        MethodChecks.distilled(experiment);
        MethodChecks.objective(experiment);
    }

    @Override
    public void check(StageGraph graph) {
        MethodChecks checks = new MethodChecks(graph);
        checks.teacher();
        checks.distillation();
        checks.noiseLevel();
        checks.restoration();
        checks.analyses();
    }

    @Override
    public List<String> warnings(StageGraph graph) {
        return Warnings.of(graph);
    }

    /** Adds all stages and keeps those that a score, an analysis or a restoration needs. */
    @Override
    public void build(StageGraph graph) {
        Experiment experiment = graph.experiment();
        StageNode dataset = MeasurementStages.dataset(graph);
        StageNode measurements = MeasurementStages.corrupt(graph, "corrupt", dataset);
        experiment
                .teacher()
                .estimatedSigma()
                .ifPresent(level -> MeasurementStages.calibrate(graph, level, measurements));
        FeatureStages references = new FeatureStages(graph, dataset, measurements);
        StageNode teacher = TeacherStages.teacher(graph, measurements);
        StageNode distil = DistilStages.distil(graph, measurements, teacher, references);
        Trained stages = new Trained(graph, dataset, measurements, teacher, distil);

        List<StageNode> results = new ArrayList<>();
        for (Row row : experiment.scoring().rows()) {
            results.add(RowStages.score(graph, row, stages.images(row), references));
        }
        for (Analysis analysis : experiment.scoring().analyses()) {
            results.add(AnalysisStages.analyse(graph, analysis, distil, stages::images));
        }
        if (experiment.distillation().orElseThrow().training().keepCandidates() && graph.need(results, distil)) {
            results.add(DistilStages.candidates(graph, distil, references));
        }
        for (Restorer restorer : experiment.restoration().all()) {
            results.add(RestorationStages.compare(graph, restorer, stages.restored(restorer), dataset));
        }
        graph.keep(results);
    }

    /** Samples and restored images of the trained stages. */
    private record Trained(
            StageGraph graph, StageNode dataset, StageNode measurements, StageNode teacher, StageNode distil) {
        /** The stage with the images of a row. */
        StageNode images(Row row) {
            return switch (row) {
                case OBSERVATION -> measurements;
                case TEACHER_FULL, TEACHER_TRUNCATED -> {
                    ConditionedDenoiser denoiser = TeacherStages.denoiser(graph);
                    StageNode exported = ExportStages.teacher(graph, denoiser, teacher);
                    yield RowStages.teacherSamples(graph, row, exported, denoiser.shape());
                }
                case GENERATOR -> RowStages.generatorSamples(
                        graph, ExportStages.generator(graph, DistilStages.generator(graph), distil));
                case HELD_OUT -> dataset;
            };
        }

        /** The stage with restored held-out images. */
        StageNode restored(Restorer restorer) {
            return RestorationStages.restore(
                    graph,
                    "restore:" + Experiment.Restoration.row(restorer),
                    restorer,
                    TrainedPrior.of(restorer, DistilStages.generator(graph), TeacherStages.denoiser(graph)),
                    graph.data().dataType(),
                    MeasurementStages.corruptHeldOut(graph, dataset),
                    knowledge(restorer));
        }

        private NodeInput[] knowledge(Restorer restorer) {
            return switch (restorer.prior()) {
                case NONE -> new NodeInput[0];
                case MEASUREMENTS -> new NodeInput[] {measurements.as("training")};
                case GENERATOR -> new NodeInput[] {distil.as("model")};
                case TEACHER -> new NodeInput[] {teacher.as("model")};
            };
        }
    }
}
