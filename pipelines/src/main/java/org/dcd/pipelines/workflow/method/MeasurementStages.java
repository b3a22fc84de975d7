package org.dcd.pipelines.workflow.method;

import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.workflow.StageGraph;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.stage.StageKind;
import org.dcd.transforms.measurement.EstimatedLevel;
import org.dcd.transforms.stage.calibrate.CalibrateSpec;
import org.dcd.transforms.stage.corrupt.CorruptSpec;
import org.dcd.transforms.stage.dataset.DatasetSpec;

/** The data set, measurements of it, and what their noise level is estimated to be. */
public final class MeasurementStages {
    private MeasurementStages() {}

    /** The clean images, training and held-out ones. */
    public static StageNode dataset(StageGraph graph) {
        Experiment experiment = graph.experiment();
        return graph.add(
                StageKind.DATASET,
                "dataset",
                new DatasetSpec(experiment.dataset(), graph.dataSha256(), experiment.dataSeed()));
    }

    /** One measurement of every training image. */
    public static StageNode corrupt(StageGraph graph, StageNode dataset) {
        Experiment experiment = graph.experiment();
        return graph.add(
                StageKind.CORRUPT,
                "corrupt",
                new CorruptSpec(experiment.corruption(), experiment.seed()),
                dataset.as("dataset"));
    }

    /** Measurements of held-out images, to be restored. */
    public static StageNode corruptHeldOut(StageGraph graph, StageNode dataset) {
        Experiment experiment = graph.experiment();
        return graph.add(
                StageKind.CORRUPT,
                "corrupt:held-out",
                new CorruptSpec(
                        experiment.corruption(),
                        experiment.dataSeed(),
                        experiment.restoration().images()),
                dataset.as("dataset"));
    }

    /** The noise level of measurements, estimated; all stages that need it and are added later take it from there. */
    public static StageNode calibrate(StageGraph graph, EstimatedLevel level, StageNode measurements) {
        StageNode calibration = graph.add(
                StageKind.CALIBRATE, "calibrate", new CalibrateSpec(level), measurements.as("measurements"));
        graph.estimateNoise(calibration);
        return calibration;
    }
}
