package org.dcd.transforms.stage;

/**
 * Relation of a stage to clean data, which must reach training, selection and restoration through measurements only.
 */
public enum CleanData {
    /** Brings clean data into the graph. */
    ENTERS,
    /**
     * Turns clean data into measurements: what reads its output sees no clean data. Counts only for stages whose
     * specification has a component {@code corruption} that equals the corruption of the experiment; all others of the
     * kind count as {@link #MAY_SEE}.
     */
    MEASURES,
    /** Trains, selects or restores: reads measurements only, or no data of this experiment. */
    MUST_NOT_SEE,
    /** May read clean data. Its output counts as clean if one of its inputs does. */
    MAY_SEE,
    /** Reads no data of this experiment. */
    ABSENT
}
