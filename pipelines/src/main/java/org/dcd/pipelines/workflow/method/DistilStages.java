package org.dcd.pipelines.workflow.method;

import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.workflow.StageGraph;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.metric.MetricInput;
import org.dcd.transforms.stage.candidates.CandidatesKind;
import org.dcd.transforms.stage.candidates.CandidatesSpec;
import org.dcd.transforms.stage.distil.DistilKind;
import org.dcd.transforms.stage.distil.DistilSpec;

/** Distillation of a teacher into a one-step generator, and scores of its candidates. */
public final class DistilStages {
    private DistilStages() {}

    /** The generator of the section {@code distillation}. */
    public static OneStepGenerator generator(StageGraph graph) {
        Experiment experiment = graph.experiment();
        return new OneStepGenerator(
                experiment.distillation().orElseThrow().generator(),
                ConditionedDenoiser.ofGenerator(
                        experiment.teacher().network(), experiment.teacher().objective(), graph.model()),
                experiment.distillation().orElseThrow().training().sigmaInit());
    }

    /**
     * Adds the distillation of a teacher.
     *
     * @param graph the graph
     * @param measurements the measurements of the training images
     * @param teacher the stage of the teacher
     * @param references references, whose features of measurements select the candidate
     */
    public static StageNode distil(
            StageGraph graph, StageNode measurements, StageNode teacher, FeatureStages references) {
        Experiment experiment = graph.experiment();
        DistilSpec spec = new DistilSpec(
                experiment.distillation().orElseThrow().method(),
                ConditionedDenoiser.ofTeacher(
                        experiment.teacher().network(),
                        experiment.teacher().objective().ofFakeScore(),
                        graph.model()),
                experiment.distillation().orElseThrow().generator(),
                experiment.distillation().orElseThrow().training(),
                experiment.corruption(),
                experiment.scoring().features(),
                graph.data().classes(),
                graph.data().dataType(),
                experiment.seed(),
                experiment.generatorNoise());
        return graph.addNoisy(
                DistilKind.NAME,
                "distil",
                spec,
                measurements.as("measurements"),
                teacher.as("teacher"),
                references.reference(MetricInput.MEASUREMENT_FEATURES).as("features"));
    }

    /**
     * Adds scores of all candidates against clean images. They are computed after the selection, and only the report
     * reads them.
     */
    public static StageNode candidates(StageGraph graph, StageNode distil, FeatureStages references) {
        Experiment experiment = graph.experiment();
        return graph.add(
                CandidatesKind.NAME,
                "candidates",
                new CandidatesSpec(
                        generator(graph),
                        experiment.scoring().samples(),
                        graph.data().dataType(),
                        experiment.seed()),
                distil.as("candidates"),
                references.reference(MetricInput.CLEAN_FEATURES).as(MetricInput.CLEAN_FEATURES.role()));
    }
}
