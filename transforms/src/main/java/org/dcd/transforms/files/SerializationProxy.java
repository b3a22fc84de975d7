package org.dcd.transforms.files;

import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Serialization proxy (Bloch, Effective Java, item 90) of records with components of type Path, which Java
 * serialisation does not support. Records return it from {@code writeReplace}. Deserialisation calls the constructor of
 * the record, so its checks run again.
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

    /** Returns the proxy of a record whose components are paths or serialisable. */
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
            throw new IllegalStateException(component + " is not accessible", e);
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
            throw new IllegalStateException(type + " cannot be deserialised", e);
        }
    }
}
