package org.dcd.pipelines.workflow.method;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.StageGraph;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.analysis.Analysis;
import org.dcd.transforms.stage.analysis.AnalysisKind;
import org.dcd.transforms.stage.analysis.AnalysisSpec;

/** Analyses of drawn data with a known distribution. */
public final class AnalysisStages {
    private AnalysisStages() {}

    /**
     * Adds an analysis of a distilled generator.
     *
     * @param graph the graph
     * @param analysis the analysis
     * @param distil the stage that trained the generator
     * @param images the stage with the images of a row
     */
    public static StageNode analyse(
            StageGraph graph, Analysis analysis, StageNode distil, Function<Row, StageNode> images) {
        AnalysisSpec spec = spec(graph, analysis);
        List<NodeInput> inputs = new ArrayList<>();
        if (analysis.readsWeights()) {
            inputs.add(distil.as("weights"));
        }
        for (Row row : spec.rows()) {
            inputs.add(images.apply(row).as(row.id()));
        }
        String name = "analysis:" + Registry.nameOf(analysis);
        return graph.add(AnalysisKind.NAME, name, spec, inputs.toArray(NodeInput[]::new));
    }

    /** The specification of an analysis, also for its checks. */
    static AnalysisSpec spec(StageGraph graph, Analysis analysis) {
        Experiment experiment = graph.experiment();
        List<Row> rows = experiment.scoring().rows().stream()
                .filter(analysis.rows()::contains)
                .toList();
        return new AnalysisSpec(
                analysis,
                experiment.dataset(),
                experiment.corruption().noise(),
                DistilStages.generator(graph),
                experiment.distillation().orElseThrow().training(),
                rows,
                rows.stream()
                        .map(row -> RowStages.nfe(experiment, row).of(new NoiseAssumption.Stored()))
                        .toList(),
                experiment.scoring().samples(),
                experiment.seed());
    }
}
