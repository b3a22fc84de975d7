package org.dcd.pipelines.doctor;

import java.util.Locale;

/** How much a problem matters, the least first. */
public enum Severity {
    /** Not examined, because something else is wrong. */
    SKIPPED,
    /** Nothing is wrong. */
    OK,
    /** Work is correct, but could be faster. */
    NOTE,
    /** Work runs, but slowly, on another device, or it may fail. */
    WARNING,
    /** Work fails, or its results would be wrong. */
    ERROR;

    /** Name in the output. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
