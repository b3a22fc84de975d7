package org.dcd.pipelines.experiment;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.stream.Stream;
import org.dcd.schemas.documentation.Documentation;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Derived;
import org.dcd.transforms.registry.Interval;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.NotInKeyByDefault;
import org.dcd.transforms.registry.Ranges;

/**
 * A key that may stand in an experiment file, as {@link Binder} reads it.
 *
 * @param required whether a file must give it
 * @param byDefault its value where a file does not give it, as YAML
 * @param range numbers that it may be; of a list, that each item may be
 * @param text what the Javadoc says of it; empty when that says nothing
 */
public record Key(
        String name,
        KeyType type,
        boolean required,
        Optional<String> byDefault,
        Optional<Interval> range,
        Enters enters,
        String text) {
    /** Whether what a stage writes depends on a key, so that it is part of the stage's own. */
    public enum Enters {
        ALWAYS,
        /** Where it is not the default. */
        UNLESS_DEFAULT,
        NEVER
    }

    /** The keys of a component: one, or path and hash of an inline file. */
    static Stream<Key> of(Class<?> type, RecordComponent component) {
        return InputFiles.inlineKey(component)
                .map(path -> Components.of(HashedFile.class).stream()
                        .map(part -> one(HashedFile.class, part))
                        .map(key -> key.name().equals(InputFiles.PATH)
                                ? key.as(path, Documentation.of(type, component.getName()))
                                : key))
                .orElseGet(() -> Stream.of(one(type, component)));
    }

    private Key as(String otherName, String otherText) {
        return new Key(otherName, type, required, byDefault, range, enters, otherText);
    }

    private static Key one(Class<?> type, RecordComponent component) {
        Type given = component.getGenericType();
        boolean optional = given instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
        Optional<String> byDefault =
                Optional.ofNullable(component.getAnnotation(Default.class)).map(Default::value);
        return new Key(
                Names.kebab(component.getName()),
                KeyType.of(optional ? ((ParameterizedType) given).getActualTypeArguments()[0] : given),
                !optional && byDefault.isEmpty() && !component.isAnnotationPresent(Derived.class),
                byDefault,
                Ranges.of(component),
                enters(component),
                Documentation.of(type, component.getName()));
    }

    private static Enters enters(RecordComponent component) {
        if (component.isAnnotationPresent(NotInKey.class)) {
            return Enters.NEVER;
        }
        return component.isAnnotationPresent(NotInKeyByDefault.class) ? Enters.UNLESS_DEFAULT : Enters.ALWAYS;
    }

    /** What is known of it: its own text, else that of what may stand there. */
    public String words() {
        return text.isEmpty() ? type.text() : text;
    }
}
