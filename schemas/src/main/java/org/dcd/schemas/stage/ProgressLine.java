package org.dcd.schemas.stage;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.dcd.schemas.io.JsonNumbers;

/**
 * One line of {@code progress.jsonl} in a work folder. The terminal reads it while the stage runs, the report for its
 * curves.
 *
 * @param epochMillis wall time, milliseconds since 1970
 * @param done number of units done
 * @param total number of all units
 * @param unit {@code img} for training and data stages
 * @param values named values at this point, such as {@code loss}, {@code gradient-norm}, {@code proximal-fd} or
 *     {@code learning-rate}; infinite ones and NaN are written as by {@link JsonNumbers}
 * @param message an event, such as a rollback; empty for none
 * @param worker worker of a cluster that wrote the line, with its device ({@link Worker#place}); empty on a single
 *     machine
 */
public record ProgressLine(
        long epochMillis,
        long done,
        long total,
        String unit,
        Map<String, Double> values,
        String message,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String worker) {
    /** Name of the file in a work or stage folder. */
    public static final String FILE = "progress.jsonl";

    public ProgressLine {
        worker = worker == null ? "" : worker;
        if (values != null && values.values().stream().anyMatch(Objects::isNull)) {
            values = new LinkedHashMap<>(values);
            values.replaceAll((name, value) -> value == null ? Double.NaN : value);
        }
    }

    /** A line of this process. */
    public ProgressLine(
            long epochMillis, long done, long total, String unit, Map<String, Double> values, String message) {
        this(epochMillis, done, total, unit, values, message, Worker.place());
    }
}
