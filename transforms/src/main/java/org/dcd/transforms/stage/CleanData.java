package org.dcd.transforms.stage;

/**
 * Relation of a stage to clean data, which must reach training, selection and restoration through measurements only.
 */
public enum CleanData {
    /** Brings clean data into the graph. */
    ENTERS,
    /** Turns clean data into measurements: its output is not clean. */
    MEASURES,
    /** Trains, selects or restores: reads measurements only, or no data of this experiment. */
    MUST_NOT_SEE,
    /** May read clean data. Its output counts as clean if one of its inputs does. */
    MAY_SEE,
    /** Reads no data of this experiment. */
    ABSENT
}
