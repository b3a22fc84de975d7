package org.dcd.pipelines.report;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The key of a sweep that curves run along: of those whose values are numbers, the one with the most.
 *
 * @param key as the sweep gives it
 */
record SweepAxis(String key) {
    private static final int FEWEST = 2;

    /** Empty where no key has two numbers or more. */
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
            best = numbers && axis.getValue().size() >= FEWEST && more ? axis.getKey() : best;
        }
        return Optional.ofNullable(best).map(SweepAxis::new);
    }

    /** Last word of the key, such as {@code sigma}. */
    String name() {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** Where a column stands on the axis; empty for one that does not set it. */
    OptionalDouble at(SweepTable.Column column) {
        String value = column.settings().get(key);
        return value == null ? OptionalDouble.empty() : number(value);
    }

    /** What else sets a column apart. */
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
