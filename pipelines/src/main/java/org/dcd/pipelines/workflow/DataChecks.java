package org.dcd.pipelines.workflow;

import org.dcd.pipelines.experiment.Experiment;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.features.FeatureExtractor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.ReferenceFile;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.dataset.ImageSelection;

/**
 * Refuses experiments whose data, features and metrics are incompatible. The requirements of a method are checked by
 * {@link Workflow#check(StageGraph)}.
 */
record DataChecks(Experiment experiment, DatasetSource.Summary data) {
    private static final int LEAST_FOR_A_COVARIANCE = 2;
    /** Largest number of values of a point for metrics that compare values. */
    private static final int MOST_VALUES = 4096;

    void check() {
        checkCounts();
        checkLabels();
        ImageShape image = new ImageShape(data.channels(), data.height(), data.width());
        named(
                "scoring.features cannot take " + image + " images",
                () -> experiment.scoring().features().network(image, data.classes()));
        experiment.scoring().features().check();
        if (experiment.scoring().reference() instanceof ReferenceFile file) {
            FeatureExtractor features = experiment.scoring().features();
            int dimension = features.network(image, data.classes()).dimension();
            named("scoring.reference does not fit", () -> file.check(features, dimension));
        }
        checkMetrics(image);
        named(
                "corruption.operator cannot take " + image + " images",
                () -> experiment.corruption().operator().checkImage(image));
    }

    private void checkCounts() {
        int heldOut = experiment.dataset().heldOut();
        if (data.count() - heldOut < LEAST_FOR_A_COVARIANCE) {
            throw refused("dataset.held-out is " + heldOut + ", but "
                    + experiment.dataset().location() + " has " + Count.of(data.count(), "image")
                    + "; hold out at most "
                    + Math.max(0, data.count() - LEAST_FOR_A_COVARIANCE));
        }
        if (ImageSelection.trained(experiment.dataset(), data.count()) < LEAST_FOR_A_COVARIANCE) {
            throw refused("dataset.subset " + experiment.dataset().subset() + " leaves 1 of "
                    + Count.of(data.count() - heldOut, "image") + " for training; raise it");
        }
        if (experiment.scoring().rows().contains(Row.HELD_OUT) && heldOut < LEAST_FOR_A_COVARIANCE) {
            throw refused("scoring.rows has held-out, but dataset.held-out is " + heldOut
                    + "; hold out at least 2 images or remove the row");
        }
        if (experiment.scoring().samples() < LEAST_FOR_A_COVARIANCE) {
            throw refused("scoring.samples must be at least 2 for a covariance, was "
                    + experiment.scoring().samples());
        }
    }

    private void checkLabels() {
        FeatureExtractor features = experiment.scoring().features();
        if (features.training().isPresent() && data.classes() < 2) {
            throw refused("scoring.features " + Registry.nameOf(features)
                    + " is trained on labels of at least 2 classes, but "
                    + experiment.dataset().location() + " has " + data.classes()
                    + "; add the labels of the data set or choose other features");
        }
    }

    /** Refuses metrics that need other features, smaller images or more images. */
    private void checkMetrics(ImageShape image) {
        Experiment.Scoring scoring = experiment.scoring();
        long trained = ImageSelection.trained(experiment.dataset(), data.count());
        for (Metric metric : scoring.metrics()) {
            String name = Registry.nameOf(metric);
            if (metric.needsLogits()
                    && scoring.features().network(image, data.classes()).classes() == 0) {
                throw refused("scoring.metrics has " + name + ", which needs class probabilities, but scoring.features "
                        + Registry.nameOf(scoring.features())
                        + " has none; remove it or choose the features of a classifier");
            }
            if (!metric.input().ofFeatures() && image.size() > MOST_VALUES) {
                throw refused("scoring.metrics has " + name + ", which compares points of at most " + MOST_VALUES
                        + " values, but an image has " + image.size() + "; choose a metric of features");
            }
            for (Row row : scoring.rows()) {
                long most = row == Row.HELD_OUT
                        ? experiment.dataset().heldOut()
                        : row.isSampled() ? Long.MAX_VALUE : trained;
                named(
                        "scoring.metrics does not fit row " + row.id(),
                        () -> metric.checkCounts(
                                Math.min(scoring.samples(), most), Math.min(scoring.samples(), trained)));
            }
        }
    }

    private void named(String what, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    "experiment " + experiment.experiment() + ": " + what + ": " + e.getMessage(), e);
        }
    }

    private BadInputException refused(String why) {
        return new BadInputException("experiment " + experiment.experiment() + ": " + why);
    }
}
