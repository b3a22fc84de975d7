package org.dcd.pipelines.workflow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.features.FeatureExtractor;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.metric.LearnedPairMetric;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.ReferenceFile;
import org.dcd.transforms.model.pretrained.PretrainedDenoiser;
import org.dcd.transforms.pretrained.Pretrained;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.dataset.ImageSelection;

/** Refuses experiments that could not finish, before any work starts (law 9). */
record ExperimentChecks(Experiment experiment, DatasetSource.Summary data) {
    private static final int LEAST_FOR_A_COVARIANCE = 2;
    /** Numbers of a point whose values are compared. */
    private static final int MOST_VALUES = 4096;
    /** Longest array of every Java. */
    private static final long MOST_NUMBERS = Integer.MAX_VALUE - 8;

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
        MeasurementModel model = new MeasurementModel(experiment.corruption().operator(), image);
        named("corruption.operator cannot take " + image + " images", () -> model.operator()
                .checkImage(image));
        ImageShape measurement = model.measurement();
        named(
                "teacher.network cannot take " + measurement + " measurements",
                () -> experiment.teacher().network().checkShape(measurement));
        named(
                "teacher.network, which the generator shares, cannot take " + image + " images",
                () -> experiment.teacher().network().checkShape(image));
        named(
                "teacher.objective does not fit corruption",
                () -> experiment.teacher().objective().checkModel(model));
        experiment.teacher().from().ifPresent(file -> checkFrom(file, model));
        experiment.teacher().training().ifPresent(training -> checkDraws("teacher", training.batch(), measurement));
        checkDraws("distillation", experiment.distillation().training().batch(), measurement);
        long measurements = ImageSelection.trained(experiment.dataset(), data.count());
        experiment
                .teacher()
                .estimatedSigma()
                .ifPresent(level ->
                        named("teacher.noise-level cannot be estimated", () -> level.check(model, measurements)));
        checkRestoration(model);
    }

    private void checkRestoration(MeasurementModel model) {
        Experiment.Restoration restoration = experiment.restoration();
        if (restoration.methods().isEmpty()) {
            return;
        }
        if (restoration.images() > experiment.dataset().heldOut()) {
            throw refused("restoration.images asks for " + Count.of(restoration.images(), "held-out image") + ", but"
                    + " dataset.held-out is " + experiment.dataset().heldOut() + "; hold out more or lower it");
        }
        ConditionedDenoiser teacher = ConditionedDenoiser.ofTeacher(
                experiment.teacher().network(), experiment.teacher().objective().ofTeacher(), model);
        boolean noisy = experiment.corruption().noise().nominalSigma() > 0;
        for (Restorer restorer : restoration.methods()) {
            named("restoration.methods does not fit", () -> restorer.check(model, noisy));
            if (restorer.prior() == Restorer.Prior.TEACHER) {
                named("restoration.methods does not fit", () -> restorer.checkTeacher(teacher));
            }
        }
        for (Metric metric : restoration.metrics()) {
            named("restoration.metrics does not fit", () -> metric.checkShape(model.image()));
            metric.learned().ifPresent(learned -> checkWeights(learned, restoration.weights()));
        }
    }

    /** Reads the files whole: each must hold known weights, and those of the metric must be there. */
    private void checkWeights(LearnedPairMetric metric, List<HashedFile> files) {
        List<String> given = new ArrayList<>();
        for (HashedFile file : files) {
            try {
                given.add(Pretrained.read(file).name());
            } catch (IOException | BadInputException e) {
                throw new BadInputException(
                        "experiment " + experiment.experiment() + ": restoration.weights: " + e.getMessage(), e);
            }
        }
        if (!given.containsAll(metric.weights())) {
            throw refused(
                    "restoration.weights holds " + (given.isEmpty() ? "nothing" : String.join(", ", given)) + ", but "
                            + Registry.nameOf(metric) + " needs " + String.join(" and ", metric.weights())
                            + "; give their files, or import them once: dcd weights list tells which");
        }
    }

    /** Reads the file whole: every tensor must be one of the network, on what the teacher is to denoise. */
    private void checkFrom(HashedFile file, MeasurementModel model) {
        ConditionedDenoiser denoiser = ConditionedDenoiser.ofTeacher(
                experiment.teacher().network(), experiment.teacher().objective(), model);
        try {
            PretrainedDenoiser.read(file).weights(denoiser.network(), denoiser.shape(), denoiser.conditionChannels());
        } catch (IOException | BadInputException e) {
            throw new BadInputException(
                    "experiment " + experiment.experiment() + ": teacher.from does not fit: " + e.getMessage(), e);
        }
    }

    private void checkDraws(String stage, int batch, ImageShape measurement) {
        long draws = experiment.teacher().objective().draws();
        if (draws > MOST_NUMBERS / batch / measurement.size()) {
            throw refused("teacher.objective draws " + draws + " times " + measurement + " numbers for each of the "
                    + Count.of(batch, "image") + " of a batch, more than the " + Count.of(MOST_NUMBERS)
                    + " that an array holds; lower "
                    + stage + ".training.batch or what the objective draws");
        }
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
            throw refused("scoring.rows asks for held-out, but dataset.held-out is " + heldOut
                    + "; hold out at least 2 images or leave that row out");
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
                    + "; give the labels of the data set or other features");
        }
    }

    /** Refuses metrics that are not defined of so few images, of such features, or of such large images. */
    private void checkMetrics(ImageShape image) {
        Experiment.Scoring scoring = experiment.scoring();
        long trained = ImageSelection.trained(experiment.dataset(), data.count());
        for (Metric metric : scoring.metrics()) {
            String name = Registry.nameOf(metric);
            if (metric.needsLogits()
                    && scoring.features().network(image, data.classes()).classes() == 0) {
                throw refused("scoring.metrics asks for " + name + ", the score of a classifier, but scoring.features "
                        + Registry.nameOf(scoring.features())
                        + " gives no classes; remove it or choose features that do");
            }
            if (!metric.view().ofFeatures() && image.size() > MOST_VALUES) {
                throw refused("scoring.metrics asks for " + name + ", which compares points of at most " + MOST_VALUES
                        + " numbers, but an image has " + image.size() + "; choose a metric of features");
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
