package org.dcd.schemas.stage;

import java.util.Map;

/**
 * One line of {@code progress.jsonl} in a work folder, read by the terminal while the stage runs and by the report for
 * its curves.
 *
 * @param epochMillis wall time
 * @param done units done so far
 * @param total units in all
 * @param unit {@code img} for training and data stages
 * @param values named values at this point, such as {@code loss}, {@code gradient-norm}, {@code proximal-fd},
 *     {@code learning-rate}
 * @param message something that happened, such as a rollback; empty when nothing did
 */
public record ProgressLine(
        long epochMillis, long done, long total, String unit, Map<String, Double> values, String message) {
    /** Name of the file in a work or stage folder. */
    public static final String FILE = "progress.jsonl";
}
