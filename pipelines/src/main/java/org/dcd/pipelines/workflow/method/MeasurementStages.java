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

/** The data set, its measurements, and the estimate of their noise level. */
public final class MeasurementStages {
    private MeasurementStages() {}

    /** Adds the clean images: training images and held-out images. */
    public static StageNode dataset(StageGraph graph) {
        Experiment experiment = graph.experiment();
        return graph.add(
                DatasetKind.NAME,
                "dataset",
                new DatasetSpec(experiment.dataset(), graph.dataSha256(), experiment.dataSeed()));
    }

    /** Adds one measurement of every training image, with the corruption of the experiment. */
    public static StageNode corrupt(StageGraph graph, String name, StageNode dataset) {
        Experiment experiment = graph.experiment();
        return graph.add(
                CorruptKind.NAME,
                name,
                new CorruptSpec(experiment.corruption(), experiment.seed()),
                dataset.as("dataset"));
    }

    /** Adds measurements of held-out images, for restoration. */
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
     * Adds restored images as measurements with the identity operator and without noise, so that a teacher can be
     * trained on them. They are computed from measurements and contain no clean image.
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

    /** Adds an estimate of the noise level of measurements, which all stages that are added later use. */
    public static StageNode calibrate(StageGraph graph, EstimatedSigma level, StageNode measurements) {
        StageNode calibration =
                graph.add(CalibrateKind.NAME, "calibrate", new CalibrateSpec(level), measurements.as("measurements"));
        graph.estimateNoise(calibration);
        return calibration;
    }
}
