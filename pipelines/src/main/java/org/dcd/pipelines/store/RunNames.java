package org.dcd.pipelines.store;

/** Names of the records of runs, without {@code .json}. */
public final class RunNames {
    private static final int KEY_DIGITS = 12;

    private RunNames() {}

    /** {@code <experiment>-<seed>-<start of the key>}; what a file name should not hold becomes {@code _}. */
    public static String of(String experiment, long seed, String reportKey) {
        return experiment.replaceAll("[^A-Za-z0-9._-]", "_") + "-" + seed + "-"
                + reportKey.substring(0, Math.min(KEY_DIGITS, reportKey.length()));
    }
}
