package org.dcd.transforms.stage;

import java.util.Locale;

/** What is computed for each row. */
public enum Metric {
    /** Fréchet distance to clean data: oracle. */
    FD,
    /** Fréchet distance of the corrupted row to the measurements (paper, App. E). */
    PROXIMAL_FD;

    /** Name in files, such as {@code proximal-fd}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
