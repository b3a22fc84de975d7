package org.dcd.pipelines.workflow.method;

import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.workflow.StageGraph;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.Origin;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.MetricInput;
import org.dcd.transforms.metric.ReferenceImages;
import org.dcd.transforms.stage.features.FeaturesKind;
import org.dcd.transforms.stage.features.FeaturesSpec;

/**
 * References of metrics: clean images, or features of clean images or of measurements.
 *
 * @param graph the graph
 * @param dataset the stage with the clean images
 * @param measurements the stage with the measurements of the training images
 */
public record FeatureStages(StageGraph graph, StageNode dataset, StageNode measurements) {
    /** The stage with the reference for metrics of a metric input; added on first use. */
    public StageNode reference(MetricInput input) {
        return switch (input) {
            case CLEAN_FEATURES -> features("features:oracle", input, Origin.CLEAN, graph.image(), dataset);
            case MEASUREMENT_FEATURES -> features(
                    "features:proximal",
                    input,
                    Origin.MEASUREMENT,
                    graph.model().measurement(),
                    measurements);
            case CLEAN_VALUES, PAIRS -> dataset;
        };
    }

    private StageNode features(String name, MetricInput input, Origin origin, ImageShape shape, StageNode images) {
        Experiment experiment = graph.experiment();
        FeaturesSpec spec = new FeaturesSpec(
                experiment.scoring().features(),
                origin,
                shape,
                graph.data().classes(),
                experiment.scoring().vectors(input),
                origin == Origin.CLEAN ? experiment.scoring().reference() : new ReferenceImages(),
                origin == Origin.CLEAN ? experiment.dataSeed() : experiment.seed());
        return graph.add(FeaturesKind.NAME, name, spec, images.as("images"));
    }
}
