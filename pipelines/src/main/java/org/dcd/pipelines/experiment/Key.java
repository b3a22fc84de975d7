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
 * A key of an experiment file.
 *
 * @param name the key in kebab-case
 * @param type type of the value
 * @param required whether a file must give it
 * @param byDefault the default as YAML; empty for none
 * @param range range of the number, or of each item of a list
 * @param enters whether the key enters stage keys
 * @param text description from the Javadoc of the component; may be empty
 */
public record Key(
        String name,
        KeyType type,
        boolean required,
        Optional<String> byDefault,
        Optional<Interval> range,
        Enters enters,
        String text) {
    /** Whether a key of an experiment file enters the keys of stages. */
    public enum Enters {
        /** Always. */
        ALWAYS,
        /** When its value is not the default. */
        UNLESS_DEFAULT,
        /** Never: it does not change the outputs of stages. */
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

    /** Description of the key, or of its type where the key has none. */
    public String words() {
        return text.isEmpty() ? type.text() : text;
    }
}
