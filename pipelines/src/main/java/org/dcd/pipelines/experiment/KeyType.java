package org.dcd.pipelines.experiment;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.schemas.documentation.Documentation;
import org.dcd.transforms.registry.Registry;

/** What may stand at a key of an experiment file: the types that {@link Binder} reads, in the words of files. */
public sealed interface KeyType {
    /** What the Javadoc says of it; empty for what has none. */
    String text();

    /** One word or number. */
    enum Word implements KeyType {
        NUMBER("a number"),
        WHOLE_NUMBER("a whole number"),
        TRUTH("true or false"),
        TEXT("text"),
        PATH("a path, beside the file that gives it"),
        EXPECTATION("a claim, such as generator.fd <= 0.25 * observation.fd");

        private final String inWords;

        Word(String inWords) {
            this.inWords = inWords;
        }

        /** Such as "a whole number". */
        public String inWords() {
            return inWords;
        }

        @Override
        public String text() {
            return "";
        }
    }

    /** One of a few words. */
    record Choice(Class<?> type) implements KeyType {
        /** The words and what their Javadoc says of them. */
        public Map<String, String> options() {
            Map<String, String> options = new LinkedHashMap<>();
            for (Object constant : type.getEnumConstants()) {
                options.put(Names.id((Enum<?>) constant), Documentation.of(type, ((Enum<?>) constant).name()));
            }
            return options;
        }

        @Override
        public String text() {
            return Documentation.of(type);
        }
    }

    record ListOf(KeyType item) implements KeyType {
        @Override
        public String text() {
            return item.text();
        }
    }

    /** A map of keys. */
    record Section(Class<?> type) implements KeyType {
        /** The keys in the order of the record's components. */
        public List<Key> keys() {
            return Components.of(type).stream()
                    .flatMap(component -> Key.of(type, component))
                    .toList();
        }

        /** Whether a path alone may stand for the map. */
        public boolean isShortAsPath() {
            return Binder.asksForPathAlone(type);
        }

        /** Name that nothing else has, for references. */
        public String id() {
            return KeyType.id(type);
        }

        @Override
        public String text() {
            return Documentation.of(type);
        }
    }

    /** A member of an open family. */
    record Family(Class<?> type) implements KeyType {
        /** Members by the name that is their {@code type}. */
        public SortedMap<String, Section> members() {
            SortedMap<String, Section> members = new TreeMap<>();
            Registry.members(type).forEach((name, member) -> members.put(name, new Section(member)));
            return members;
        }

        /** Name that nothing else has, for references. */
        public String id() {
            return KeyType.id(type);
        }

        @Override
        public String text() {
            return Documentation.of(type);
        }
    }

    /** All that an experiment file may hold, but for the {@link FileKey}s. */
    static Section experiment() {
        return new Section(Experiment.class);
    }

    /** How an expectation is written. */
    static String patternOfExpectations() {
        return ExpectationParser.pattern();
    }

    /** How a trend is written. */
    public static String patternOfTrends() {
        return ExpectationParser.patternOfTrends();
    }

    static KeyType of(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return new ListOf(of(list.getActualTypeArguments()[0]));
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return new Choice(plain);
        }
        return Scalars.isScalar(plain) ? word(plain) : plain.isRecord() ? new Section(plain) : new Family(plain);
    }

    private static Word word(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return Word.TRUTH;
        }
        if (type == double.class || type == Double.class || type == OptionalDouble.class) {
            return Word.NUMBER;
        }
        if (type == Path.class) {
            return Word.PATH;
        }
        return type == Expectation.class ? Word.EXPECTATION : type == String.class ? Word.TEXT : Word.WHOLE_NUMBER;
    }

    private static String id(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (Class<?> at = type; at != null; at = at.getEnclosingClass()) {
            names.add(0, Names.kebab(at.getSimpleName()));
        }
        return String.join(".", names);
    }
}
