package org.dcd.transforms.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every record enforces each of its ranges before other checks, for values next to the bounds and for NaN. */
class RangeContractTest {
    static Stream<Class<?>> records() throws Exception {
        Path classes = Path.of(
                Range.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            return files
                    .map(classes::relativize)
                    .map(Path::toString)
                    .filter(name -> name.endsWith(".class") && !name.contains("-"))
                    .sorted()
                    .<Class<?>>map(RangeContractTest::load)
                    .filter(type -> type.isRecord()
                            && Arrays.stream(type.getRecordComponents())
                                    .anyMatch(component -> component.isAnnotationPresent(Range.class)))
                    .toList()
                    .stream();
        }
    }

    private static Class<?> load(String file) {
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        try {
            return Class.forName(name, false, Range.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void findsRecordsWithRanges() throws Exception {
        assertThat(records().count()).isGreaterThan(40);
    }

    @ParameterizedTest
    @MethodSource("records")
    void rejectsNumbersOutOfRange(Class<?> type) throws Exception {
        RecordComponent[] components = type.getRecordComponents();
        Map<String, Double> inside = inside(components);
        for (int i = 0; i < components.length; i++) {
            Interval interval = Ranges.of(components[i]).orElse(null);
            if (interval == null) {
                continue;
            }
            Class<?> number = components[i].getType();
            double step = number == double.class ? 1e-3 : 1;
            Interval resolved = interval.resolved(inside::get);
            if (!resolved.least().isEmpty()) {
                double least = Double.parseDouble(resolved.least());
                refused(type, components, inside, i, resolved.leastIn() ? least - step : least);
            }
            if (!resolved.most().isEmpty()) {
                double most = Double.parseDouble(resolved.most());
                refused(type, components, inside, i, resolved.mostIn() ? most + step * Math.max(1, most) : most);
            }
            if (number == double.class) {
                refused(type, components, inside, i, Double.NaN);
                refused(type, components, inside, i, Double.POSITIVE_INFINITY);
            }
        }
    }

    /** A number in the range of each component. */
    private static Map<String, Double> inside(RecordComponent[] components) {
        Map<String, Double> values = new HashMap<>();
        for (RecordComponent component : components) {
            Ranges.of(component).map(interval -> interval.resolved(values::get)).ifPresent(interval -> {
                double least = Double.parseDouble(interval.least());
                double step = component.getType() == double.class ? 0.5 : 1;
                values.put(Registry.keyOf(component.getName()), interval.leastIn() ? least : least + step);
            });
        }
        return values;
    }

    private static void refused(
            Class<?> type, RecordComponent[] components, Map<String, Double> inside, int which, double value)
            throws Exception {
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Double number = inside.get(Registry.keyOf(components[i].getName()));
            arguments[i] = argument(components[i].getType(), i == which ? value : number == null ? 0 : number);
        }
        Constructor<?> constructor = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true);
        Throwable thrown = catchThrowable(() -> constructor.newInstance(arguments));

        assertThat(thrown).as(type + " of " + Arrays.toString(arguments)).isInstanceOf(InvocationTargetException.class);
        assertThat(thrown.getCause())
                .as(type + " of " + Arrays.toString(arguments))
                .isInstanceOf(OutOfRangeException.class)
                .hasMessageStartingWith(Registry.nameOf(type) + "." + Registry.keyOf(components[which].getName()));
    }

    private static Object argument(Class<?> type, double value) {
        if (type == double.class) {
            return value;
        }
        if (type == int.class) {
            return (int) value;
        }
        if (type == long.class) {
            return (long) value;
        }
        if (type == List.class) {
            return List.of((int) value);
        }
        return type == boolean.class ? false : null;
    }
}
