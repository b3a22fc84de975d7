package org.dcd.pipelines.workflow.method;

import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.workflow.StageGraph;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.EstimatedSigma;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.NoNoise;
import org.dcd.transforms.stage.calibrate.CalibrateKind;
import org.dcd.transforms.stage.calibrate.CalibrateSpec;
import org.dcd.transforms.stage.corrupt.CorruptKind;
import org.dcd.transforms.stage.corrupt.CorruptSpec;
import org.dcd.transforms.stage.dataset.DatasetKind;
import org.dcd.transforms.stage.dataset.DatasetSpec;

/** The data set, measurements of it, and what their noise level is estimated to be. */
public final class MeasurementStages {
    private MeasurementStages() {}

    /** The clean images, training and held-out ones. */
    public static StageNode dataset(StageGraph graph) {
        Experiment experiment = graph.experiment();
        return graph.add(
                DatasetKind.NAME,
                "dataset",
                new DatasetSpec(experiment.dataset(), graph.dataSha256(), experiment.dataSeed()));
    }

    /** One measurement of every training image, with the corruption of the experiment. */
    public static StageNode corrupt(StageGraph graph, String name, StageNode dataset) {
        Experiment experiment = graph.experiment();
        return graph.add(
                CorruptKind.NAME,
                name,
                new CorruptSpec(experiment.corruption(), experiment.seed()),
                dataset.as("dataset"));
    }

    /** Measurements of held-out images, to be restored. */
    public static StageNode corruptHeldOut(StageGraph graph, StageNode dataset) {
        Experiment experiment = graph.experiment();
        return graph.add(
                CorruptKind.NAME,
                "corrupt:held-out",
                new CorruptSpec(
                        experiment.corruption(),
                        experiment.dataSeed(),
                        experiment.restoration().images()),
                dataset.as("dataset"));
    }

    /**
     * Restored images as measurements, without noise and with nothing hidden, so that a teacher can be trained on them.
     * They come from measurements, so no clean image is among them.
     */
    public static StageNode takeRestored(StageGraph graph, String name, StageNode restored) {
        return graph.add(
                CorruptKind.NAME,
                name,
                new CorruptSpec(
                        new Corruption(new Identity(), new NoNoise()),
                        graph.experiment().seed()),
                restored.as("restored"));
    }

    /** The noise level of measurements, estimated; all stages that need it and are added later take it from there. */
    public static StageNode calibrate(StageGraph graph, EstimatedSigma level, StageNode measurements) {
        StageNode calibration =
                graph.add(CalibrateKind.NAME, "calibrate", new CalibrateSpec(level), measurements.as("measurements"));
        graph.estimateNoise(calibration);
        return calibration;
    }
}
