package org.dcd.pipelines.report;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The x axis of the curves of a sweep: the key with the most values among those whose values are all numbers.
 *
 * @param key as in the sweep
 */
record SweepAxis(String key) {
    private static final int MIN_VALUES = 2;

    /** Empty when no key has at least two numbers. */
    static Optional<SweepAxis> of(List<SweepTable> tables) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        for (SweepTable table : tables) {
            for (SweepTable.Column column : table.columns()) {
                column.settings().forEach((key, value) -> values.computeIfAbsent(key, unused -> new LinkedHashSet<>())
                        .add(value));
            }
        }
        String best = null;
        for (Map.Entry<String, Set<String>> axis : values.entrySet()) {
            boolean numbers =
                    axis.getValue().stream().allMatch(value -> number(value).isPresent());
            boolean more =
                    best == null || axis.getValue().size() > values.get(best).size();
            best = numbers && axis.getValue().size() >= MIN_VALUES && more ? axis.getKey() : best;
        }
        return Optional.ofNullable(best).map(SweepAxis::new);
    }

    /** Last component of the key, such as {@code sigma}. */
    String name() {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** Position of a column on the axis; empty when the column does not set the key. */
    OptionalDouble at(SweepTable.Column column) {
        String value = column.settings().get(key);
        return value == null ? OptionalDouble.empty() : number(value);
    }

    /** The settings of a column other than the axis. */
    Map<String, String> others(SweepTable.Column column) {
        Map<String, String> others = new LinkedHashMap<>(column.settings());
        others.remove(key);
        return others;
    }

    private static OptionalDouble number(String value) {
        try {
            double number = Double.parseDouble(value);
            return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
