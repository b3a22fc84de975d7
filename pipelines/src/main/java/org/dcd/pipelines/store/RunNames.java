package org.dcd.pipelines.store;

/** Names of runs. The record of a run has its name and the suffix {@code .json}. */
public final class RunNames {
    private static final int KEY_DIGITS = 12;

    private RunNames() {}

    /**
     * {@code <experiment>-<seed>-<first digits of the report key>}. Characters that are unsafe in file names become
     * {@code _}.
     */
    public static String of(String experiment, long seed, String reportKey) {
        return experiment.replaceAll("[^A-Za-z0-9._-]", "_") + "-" + seed + "-"
                + reportKey.substring(0, Math.min(KEY_DIGITS, reportKey.length()));
    }
}
