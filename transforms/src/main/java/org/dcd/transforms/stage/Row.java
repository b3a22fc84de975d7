package org.dcd.transforms.stage;

import java.util.Locale;

/** A set of images that is scored and shown, in the order of the report. */
public enum Row {
    /** The measurements. */
    OBSERVATION,
    /** Samples of the teacher down to noise level 0. */
    TEACHER_FULL,
    /** Samples of the teacher that stop at the noise level of the data (paper, Alg. 4). */
    TEACHER_TRUNCATED,
    /** Images of the distilled one-step generator. */
    GENERATOR,
    /** Clean images that were held out from training. */
    HELD_OUT;

    /** Whether its images are drawn from a model. */
    public boolean isSampled() {
        return switch (this) {
            case TEACHER_FULL, TEACHER_TRUNCATED, GENERATOR -> true;
            case OBSERVATION, HELD_OUT -> false;
        };
    }

    /** Name in files, such as {@code teacher-full}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
