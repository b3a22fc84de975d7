package org.dcd.pipelines.experiment;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The components of records, kept: the JDK makes new ones at every call, each of which parses its annotations anew, and
 * a sweep asks for them hundreds of times a point.
 */
final class Components {
    private static final ClassValue<List<RecordComponent>> KEPT = new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> record) {
            return List.of(record.getRecordComponents());
        }
    };

    private static final Map<RecordComponent, String> KEYS = new ConcurrentHashMap<>();

    private Components() {}

    static List<RecordComponent> of(Class<?> record) {
        return KEPT.get(record);
    }

    /**
     * A record of other values, which it checks itself.
     *
     * @param values of its components, in order
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

    /** The key of a component in files. */
    static String key(RecordComponent component) {
        return KEYS.computeIfAbsent(component, named -> Names.kebab(named.getName()));
    }
}
