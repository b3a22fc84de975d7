package org.dcd.pipelines.experiment;

import java.util.Optional;
import java.util.OptionalDouble;
import org.dcd.pipelines.experiment.Experiment.Distillation;
import org.dcd.pipelines.experiment.Experiment.Scoring;
import org.dcd.pipelines.experiment.Experiment.Teacher;
import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.augment.Augmentation;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.generator.Generator;
import org.dcd.transforms.loss.DistillationLoss.FakeScore;
import org.dcd.transforms.loss.DistillationMethod.Start;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.train.TeacherTraining;

/**
 * Refuses settings of different sections that are incompatible. Checks that need the data set are made by the planner
 * ({@code workflow.DataChecks}).
 */
final class CompatibilityChecks {
    private CompatibilityChecks() {}

    /** @throws IllegalArgumentException with the keys, their values and the remedy */
    static void check(
            DatasetSource dataset,
            Corruption corruption,
            Teacher teacher,
            Optional<Distillation> distillation,
            Scoring scoring) {
        checkNetwork(teacher);
        distillation.ifPresent(CompatibilityChecks::checkGenerator);
        if (teacher.noise() instanceof NoiseAssumption.Estimated) {
            checkEstimated(corruption, teacher, distillation, scoring);
        }
        if (scoring.rows().contains(Row.HELD_OUT) && dataset.heldOut() == 0) {
            throw new IllegalArgumentException("scoring.rows["
                    + scoring.rows().indexOf(Row.HELD_OUT)
                    + "] is held-out, but dataset.held-out is 0; set dataset.held-out or remove the row");
        }
    }

    private static void checkNetwork(Teacher teacher) {
        Denoiser network = teacher.network();
        if (teacher.from().isPresent() && !(network instanceof SongUNet)) {
            throw new IllegalArgumentException("teacher.network must be song-unet, the network of teacher.from, was "
                    + Registry.nameOf(network) + "; remove it to use the network of the file");
        }
        Optional<AugmentPipe> augment =
                teacher.training().map(TeacherTraining::augment).filter(AugmentPipe::isOn);
        if (augment.isEmpty()) {
            return;
        }
        if (network.augmentLabels() != Augmentation.LABELS) {
            throw new IllegalArgumentException("teacher.training.augment gives the network " + Augmentation.LABELS
                    + " labels, but teacher.network takes " + network.augmentLabels()
                    + "; use a song-unet with augment-labels " + Augmentation.LABELS);
        }
        RecordErrors.under("teacher.training", TeacherTraining.class, () -> teacher.objective()
                .checkAugmentation(augment.get().transforms()));
    }

    private static void checkGenerator(Distillation distillation) {
        Generator generator = distillation.generator();
        if (distillation.start() == Start.TEACHER && !generator.isTeachersNetwork()) {
            throw new IllegalArgumentException("distillation.start must be random for generator "
                    + Registry.nameOf(generator) + ", which is not the teacher's network, was teacher");
        }
        if (distillation.loss().fakeScore() == FakeScore.EXACT && !generator.hasExactScore()) {
            throw new IllegalArgumentException("distillation.loss " + Registry.nameOf(distillation.loss())
                    + " needs a generator with a known score, such as low-rank-linear, was "
                    + Registry.nameOf(generator));
        }
    }

    private static void checkEstimated(
            Corruption corruption, Teacher teacher, Optional<Distillation> distillation, Scoring scoring) {
        teacher.dataSigma().ifPresent(sigma -> {
            throw new IllegalArgumentException(
                    "teacher.data-sigma must be 0 when teacher.noise-level is estimated, was " + sigma
                            + "; remove one of the two");
        });
        if (!(corruption.noise().nominalSigma() > 0)) {
            throw new IllegalArgumentException("teacher.noise-level is estimated, but corruption.noise has sigma "
                    + corruption.noise().nominalSigma()
                    + ": fine texture would be mistaken for noise; remove teacher.noise-level");
        }
        distillation.map(Distillation::dataSigma).orElse(OptionalDouble.empty()).ifPresent(sigma -> {
            throw new IllegalArgumentException("distillation.data-sigma must be 0 when teacher.noise-level is"
                    + " estimated, which holds for the generator too, was " + sigma + "; remove one of the two");
        });
        if (!scoring.analyses().isEmpty()) {
            throw new IllegalArgumentException("scoring.analyses must be empty when teacher.noise-level is estimated:"
                    + " analyses use points, which have too few values for an estimate; remove one of the two");
        }
    }
}
