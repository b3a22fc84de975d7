package org.dcd.transforms.stage;

import java.util.Locale;

/** What is scored and shown, in the order of the report. */
public enum Row {
    OBSERVATION,
    TEACHER_FULL,
    TEACHER_TRUNCATED,
    GENERATOR,
    HELD_OUT;

    /** Name in files, such as {@code teacher-full}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
