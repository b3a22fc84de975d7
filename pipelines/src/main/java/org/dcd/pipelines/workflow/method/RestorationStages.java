package org.dcd.pipelines.workflow.method;

import java.util.ArrayList;
import java.util.List;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.StageGraph;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.DataType;
import org.dcd.transforms.metric.MetricInput;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.restore.TrainedPrior;
import org.dcd.transforms.stage.compare.CompareKind;
import org.dcd.transforms.stage.compare.CompareSpec;
import org.dcd.transforms.stage.restore.RestoreKind;
import org.dcd.transforms.stage.restore.RestoreSpec;

/** Restoration of images from measurements, and scores of restored held-out images. */
public final class RestorationStages {
    private RestorationStages() {}

    /**
     * Adds the restoration of one set of measurements.
     *
     * @param graph the graph
     * @param name name of the stage
     * @param restorer the restorer
     * @param learned the model that the restorer needs
     * @param stored data type of stored images; U8 clips and rounds them
     * @param measurements the measurements
     * @param knowledge further inputs of the restorer: the stage of the model as {@code model}, measurements to train
     *     on as {@code training}, or none
     */
    public static StageNode restore(
            StageGraph graph,
            String name,
            Restorer restorer,
            TrainedPrior learned,
            DataType stored,
            StageNode measurements,
            NodeInput... knowledge) {
        Experiment experiment = graph.experiment();
        RestoreSpec spec = new RestoreSpec(
                restorer, graph.model(), learned, experiment.teacher().noise(), stored, experiment.seed());
        List<NodeInput> inputs = new ArrayList<>(List.of(measurements.as("measurements")));
        inputs.addAll(List.of(knowledge));
        return graph.addNoisy(RestoreKind.NAME, name, spec, inputs.toArray(NodeInput[]::new));
    }

    /**
     * Adds scores of restored held-out images against the clean ones.
     *
     * @param graph the graph
     * @param restorer the restorer
     * @param restored the stage of the restored images
     * @param dataset the stage with the clean images
     */
    public static StageNode compare(StageGraph graph, Restorer restorer, StageNode restored, StageNode dataset) {
        Experiment experiment = graph.experiment();
        String row = Experiment.Restoration.row(restorer);
        CompareSpec spec = new CompareSpec(
                row,
                experiment.restoration().metrics(),
                experiment.restoration().weights(),
                experiment.corruption(),
                restorer.evaluations(),
                graph.image(),
                graph.data().dataType(),
                experiment.seed());
        return graph.add(
                CompareKind.NAME, "compare:" + row, spec, restored.as("images"), dataset.as(MetricInput.PAIRS.role()));
    }
}
