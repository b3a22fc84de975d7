package org.dcd.schemas.stage;

import java.util.Locale;

/**
 * The kinds of stages, in the order in which they run, each with the version of its code, which enters the stage key:
 * raise it when a stage would write other bytes for the same specification.
 */
public enum StageKind {
    DATASET(1),
    CORRUPT(1),
    CALIBRATE(1),
    FEATURES(2),
    IMPORT(1),
    TEACHER(2),
    DISTIL(2),
    EXPORT(3),
    SAMPLE(1),
    RESTORE(1),
    SCORE(4),
    CANDIDATES(2),
    COMPARE(1),
    ANALYSIS(2),
    REPORT(1);

    private final int codeVersion;

    StageKind(int codeVersion) {
        this.codeVersion = codeVersion;
    }

    public int codeVersion() {
        return codeVersion;
    }

    /** Whether stages of the kind write scores. */
    public boolean isScored() {
        return this == SCORE || this == CANDIDATES || this == COMPARE || this == ANALYSIS;
    }

    /** Name in files and at the terminal, such as {@code teacher}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static StageKind ofId(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
