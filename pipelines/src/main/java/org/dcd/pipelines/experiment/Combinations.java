package org.dcd.pipelines.experiment;

import java.util.Optional;
import java.util.OptionalDouble;
import org.dcd.pipelines.experiment.Experiment.Distillation;
import org.dcd.pipelines.experiment.Experiment.Scoring;
import org.dcd.pipelines.experiment.Experiment.Teacher;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.stage.Row;

/**
 * Refuses settings of different sections that do not go together. What depends on the data too is checked by the plan
 * ({@code workflow.ExperimentChecks}).
 */
final class Combinations {
    private Combinations() {}

    /** @throws IllegalArgumentException with the keys, their values and the remedy */
    static void check(
            DatasetSource dataset, Corruption corruption, Teacher teacher, Optional<Distillation> distillation, Scoring scoring) {
        if (teacher.noise() instanceof NoiseAssumption.Estimated) {
            checkEstimated(corruption, teacher, distillation, scoring);
        }
        if (scoring.rows().contains(Row.HELD_OUT) && dataset.heldOut() == 0) {
            throw new IllegalArgumentException("scoring.rows["
                    + scoring.rows().indexOf(Row.HELD_OUT)
                    + "] is held-out, but dataset.held-out is 0; hold images out or remove the row");
        }
    }

    private static void checkEstimated(
            Corruption corruption, Teacher teacher, Optional<Distillation> distillation, Scoring scoring) {
        teacher.dataSigma().ifPresent(sigma -> {
            throw new IllegalArgumentException(
                    "teacher.data-sigma must be 0 where teacher.noise-level is estimated, was " + sigma
                            + "; remove one of the two");
        });
        if (!(corruption.noise().nominalSigma() > 0)) {
            throw new IllegalArgumentException("teacher.noise-level is estimated, but corruption.noise has sigma "
                    + corruption.noise().nominalSigma()
                    + ", and fine texture would be taken for noise; remove teacher.noise-level");
        }
        distillation.map(Distillation::dataSigma).orElse(OptionalDouble.empty()).ifPresent(sigma -> {
            throw new IllegalArgumentException("distillation.data-sigma must be 0 where teacher.noise-level is"
                    + " estimated, for teacher and generator alike, was " + sigma + "; remove one of the two");
        });
        if (!scoring.analyses().isEmpty()) {
            throw new IllegalArgumentException("scoring.analyses must be empty where teacher.noise-level is estimated,"
                    + " as they are of points, which are too few numbers for an estimate; remove one of the two");
        }
    }
}
