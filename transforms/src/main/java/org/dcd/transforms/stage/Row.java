package org.dcd.transforms.stage;

import java.util.Locale;

/** What is scored and shown, in the order of the report. */
public enum Row {
    OBSERVATION,
    TEACHER_FULL,
    TEACHER_TRUNCATED,
    GENERATOR,
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
