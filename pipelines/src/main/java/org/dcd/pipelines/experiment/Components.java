package org.dcd.pipelines.experiment;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.dcd.transforms.registry.Renamed;

/**
 * Components of records, cached. The JDK creates new objects at every call, and each parses its annotations again; a
 * sweep reads the components hundreds of times for each point.
 */
final class Components {
    private static final ClassValue<List<RecordComponent>> KEPT = new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> record) {
            List<RecordComponent> components = List.of(record.getRecordComponents());
            components.forEach(component -> component.getAccessor().setAccessible(true));
            return components;
        }
    };

    private static final Map<RecordComponent, String> KEYS = new ConcurrentHashMap<>();

    private static final ClassValue<List<RecordComponent>> COMPOUND = new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> record) {
            return of(record).stream()
                    .filter(component -> !Scalars.isScalar(component.getType()))
                    .toList();
        }
    };

    private Components() {}

    static List<RecordComponent> of(Class<?> record) {
        return KEPT.get(record);
    }

    /** Those whose values may contain records: not numbers, words and paths. */
    static List<RecordComponent> compound(Class<?> record) {
        return COMPOUND.get(record);
    }

    /**
     * Creates a record; its constructor checks the values.
     *
     * @param values values of its components, in order
     */
    static <R extends Record> R create(Class<R> record, Object[] values) {
        Class<?>[] types = of(record).stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<R> constructor = record.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(record + " failed on " + Arrays.toString(values), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record + " cannot be made", e);
        }
    }

    /** The value of a component, one of those that {@link #of} gives. */
    static Object read(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " of " + record.getClass() + " cannot be read", e);
        }
    }

    /** The key that a record now has in place of an earlier one ({@link Renamed}); empty for all other keys. */
    static Optional<String> renamed(Class<?> record, String earlier) {
        return of(record).stream()
                .filter(component -> component.isAnnotationPresent(Renamed.class)
                        && component.getAnnotation(Renamed.class).from().equals(earlier))
                .map(Components::key)
                .findFirst();
    }

    /** The key of a component in files. */
    static String key(RecordComponent component) {
        return KEYS.computeIfAbsent(component, named -> Names.kebab(named.getName()));
    }
}
