package org.dcd.transforms.registry;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/** Enforces the {@link Range}s of the components of records. */
public final class Ranges {
    /** Intervals by component name in kebab case, in the order of the components. */
    private static final ClassValue<Map<String, Interval>> INTERVALS = new ClassValue<>() {
        @Override
        protected Map<String, Interval> computeValue(Class<?> type) {
            return read(type);
        }
    };

    private Ranges() {}

    /** Returns the interval of a component; empty without {@link Range}. */
    public static Optional<Interval> of(RecordComponent component) {
        return Optional.ofNullable(component.getAnnotation(Range.class)).map(range -> Interval.parse(range.value()));
    }

    /**
     * Checks the components of a record that have a {@link Range}. Every such record calls this method in its compact
     * constructor: {@code Ranges.check(UniformSigma.class, least, most)}.
     *
     * @param type class of the record
     * @param values values of the components with a range, in the order of declaration: numbers, lists of numbers, or
     *     optional numbers
     * @throws OutOfRangeException for the first value out of range: "random-mask.p must be in [0, 1), was 1.2"
     * @throws IllegalStateException if the number of values differs from the number of components with a range
     */
    public static void check(Class<? extends Record> type, Object... values) {
        Map<String, Interval> intervals = INTERVALS.get(type);
        if (intervals.size() != values.length) {
            throw new IllegalStateException(
                    type + " has ranges for " + intervals.keySet() + ", but " + values.length + " values were given");
        }
        List<String> names = List.copyOf(intervals.keySet());
        ToDoubleFunction<String> components =
                name -> numbers(values[names.indexOf(name)]).get(0);
        for (int i = 0; i < values.length; i++) {
            String name = names.get(i);
            Interval interval = intervals.get(name);
            List<Double> numbers = numbers(values[i]);
            for (int k = 0; k < numbers.size(); k++) {
                if (!interval.contains(numbers.get(k), components)) {
                    throw new OutOfRangeException(
                            type,
                            values[i] instanceof List ? name + "[" + k + "]" : name,
                            "must be " + interval.resolved(components).inWords() + ", was "
                                    + Interval.plain(numbers.get(k)));
                }
            }
        }
    }

    private static List<Double> numbers(Object value) {
        if (value instanceof Number number) {
            return List.of(number.doubleValue());
        }
        if (value instanceof List<?> list) {
            return list.stream().map(item -> ((Number) item).doubleValue()).toList();
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? List.of(optional.getAsDouble()) : List.of();
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? List.of((double) optional.getAsInt()) : List.of();
        }
        if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? List.of((double) optional.getAsLong()) : List.of();
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(Ranges::numbers).orElse(List.of());
        }
        throw new IllegalStateException("@Range is for numbers, was " + value);
    }

    private static Map<String, Interval> read(Class<?> type) {
        Map<String, Interval> intervals = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            of(component).ifPresent(interval -> intervals.put(Registry.keyOf(component.getName()), interval));
        }
        List<String> bounds = new ArrayList<>();
        intervals.values().forEach(interval -> bounds.addAll(Arrays.asList(interval.least(), interval.most())));
        for (String bound : bounds) {
            if (Interval.isName(bound) && !intervals.containsKey(bound)) {
                throw new IllegalStateException(
                        type + " has a range with the bound '" + bound + "', which is not a component with a range");
            }
        }
        return intervals;
    }
}
