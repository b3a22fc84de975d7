package org.dcd.transforms.files;

import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A record with components of type Path in a form for Java serialisation, which paths do not support. Records return it
 * from {@code writeReplace}; it turns back into the record when it is read, through the record's own checks.
 */
public final class SerializationProxy implements Serializable {
    private static final long serialVersionUID = 1;

    private final Class<? extends Record> type;
    private final Serializable[] values;

    private record PathText(String text) implements Serializable {}

    private SerializationProxy(Class<? extends Record> type, Serializable[] values) {
        this.type = type;
        this.values = values;
    }

    /** Takes the components of a record, each of them serialisable or a path. */
    public static SerializationProxy of(Record record) {
        Serializable[] values = Arrays.stream(record.getClass().getRecordComponents())
                .map(component -> portable(read(component, record)))
                .toArray(Serializable[]::new);
        return new SerializationProxy(record.getClass(), values);
    }

    private static Serializable portable(Object value) {
        return value instanceof Path path ? new PathText(path.toString()) : (Serializable) value;
    }

    private static Object read(RecordComponent component, Record record) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }

    private Object readResolve() {
        Class<?>[] parameters = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Object[] arguments = Arrays.stream(values)
                .map(value -> value instanceof PathText path ? Path.of(path.text) : value)
                .toArray();
        try {
            Constructor<? extends Record> constructor = type.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made again", e);
        }
    }
}
