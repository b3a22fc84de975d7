package org.dcd.pipelines.cli;

import java.util.EnumSet;
import java.util.Optional;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.workflow.StageGraph;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.pipelines.workflow.Workflow;
import org.dcd.pipelines.workflow.method.ExportStages;
import org.dcd.pipelines.workflow.method.FeatureStages;
import org.dcd.pipelines.workflow.method.MeasurementStages;
import org.dcd.pipelines.workflow.method.MethodChecks;
import org.dcd.pipelines.workflow.method.RestorationStages;
import org.dcd.pipelines.workflow.method.RowStages;
import org.dcd.pipelines.workflow.method.TeacherStages;
import org.dcd.schemas.DataType;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.restore.TrainedPrior;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.train.TeacherTraining;

/**
 * Expectation maximisation (Rozet et al. 2024, Alg. 1, with one restoration for each measurement): a teacher restores
 * the training images, and the next teacher is trained on the result.
 *
 * @param rounds number of trainings
 * @param restorer uses the teacher of the previous round
 */
@TypeName("restore-and-retrain")
record RestoreAndRetrain(@Default("2") @Range("[1, 100]") int rounds, Restorer restorer) implements Workflow {
    private static final EnumSet<Row> ROWS = EnumSet.of(Row.OBSERVATION, Row.TEACHER_FULL, Row.HELD_OUT);

    RestoreAndRetrain {
        Ranges.check(RestoreAndRetrain.class, rounds);
        if (restorer.prior() != Restorer.Prior.TEACHER) {
            throw new IllegalArgumentException("method.restorer must be one that uses a teacher, such as dps");
        }
    }

    @Override
    public void check(Experiment experiment) {
        MethodChecks.makes(experiment, ROWS, EnumSet.noneOf(Restorer.Prior.class));
        MethodChecks.objective(experiment);
    }

    @Override
    public void check(StageGraph graph) {
        MethodChecks checks = new MethodChecks(graph);
        checks.teacher();
        checks.restorer("method.restorer", restorer);
    }

    @Override
    public void build(StageGraph graph) {
        Experiment experiment = graph.experiment();
        TeacherTraining training = experiment.teacher().training().orElseThrow();
        StageNode dataset = MeasurementStages.dataset(graph);
        StageNode measurements = MeasurementStages.corrupt(graph, "corrupt:1", dataset);
        FeatureStages references = new FeatureStages(graph, dataset, measurements);

        ConditionedDenoiser denoiser = TeacherStages.denoiser(graph);
        StageNode teacher = TeacherStages.train(graph, "teacher:1", denoiser, training, measurements, Optional.empty());
        for (int round = 2; round <= rounds; round++) {
            StageNode restored = RestorationStages.restore(
                    graph,
                    "restore:" + (round - 1),
                    restorer,
                    new TrainedPrior.FromTeacher(denoiser),
                    DataType.F32,
                    measurements,
                    teacher.as("model"));
            StageNode images = MeasurementStages.takeRestored(graph, "corrupt:" + round, restored);
            denoiser = ConditionedDenoiser.of(experiment.teacher().network(), graph.image());
            teacher = TeacherStages.trainOnImages(graph, "teacher:" + round, denoiser, training, images);
        }

        StageNode exported = ExportStages.teacher(graph, denoiser, teacher);
        for (Row row : experiment.scoring().rows()) {
            StageNode images =
                    switch (row) {
                        case OBSERVATION -> measurements;
                        case HELD_OUT -> dataset;
                        default -> RowStages.teacherSamples(graph, row, exported, denoiser.shape());
                    };
            RowStages.score(graph, row, images, references);
        }
    }
}
