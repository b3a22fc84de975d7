package org.example;

import java.util.EnumSet;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.workflow.StageGraph;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.pipelines.workflow.Workflow;
import org.dcd.pipelines.workflow.method.FeatureStages;
import org.dcd.pipelines.workflow.method.MeasurementStages;
import org.dcd.pipelines.workflow.method.MethodChecks;
import org.dcd.pipelines.workflow.method.RowStages;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.stage.Row;

/**
 * Corrupts a data set, counts pixel values, and scores measurements and held-out images; trains nothing.
 *
 * @param bins number of bins of the histogram
 */
@TypeName("measure-only")
public record MeasureOnly(@Default("16") @Range("[2, 1000]") int bins) implements Workflow {
    public MeasureOnly {
        Ranges.check(MeasureOnly.class, bins);
    }

    @Override
    public void check(Experiment experiment) {
        MethodChecks.makes(
                experiment, EnumSet.of(Row.OBSERVATION, Row.HELD_OUT), EnumSet.noneOf(Restorer.Prior.class));
    }

    @Override
    public void check(StageGraph graph) {
        // every operator and data set can be measured
    }

    @Override
    public void build(StageGraph graph) {
        StageNode dataset = MeasurementStages.dataset(graph);
        StageNode measurements = MeasurementStages.corrupt(graph, "corrupt", dataset);
        graph.add(
                "pixel-histogram",
                "pixel-histogram",
                new PixelHistogramKind.Spec(bins),
                measurements.as("measurements"));
        FeatureStages references = new FeatureStages(graph, dataset, measurements);
        for (Row row : graph.experiment().scoring().rows()) {
            RowStages.score(graph, row, row == Row.OBSERVATION ? measurements : dataset, references);
        }
    }
}
