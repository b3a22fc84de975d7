package org.dcd.pipelines.experiment;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.schemas.documentation.Documentation;
import org.dcd.transforms.registry.Registry;

/** Type of the value of a key of an experiment file, as {@link Binder} reads it. */
public sealed interface KeyType {
    /** Description from the Javadoc of the type; may be empty. */
    String text();

    /** A scalar. */
    enum Word implements KeyType {
        /** A floating-point number. */
        NUMBER("a number"),
        /** An integer. */
        WHOLE_NUMBER("a whole number"),
        /** A boolean. */
        TRUTH("true or false"),
        /** Text. */
        TEXT("text"),
        /** A path. */
        PATH("a path, relative to the file that contains it"),
        /** An {@link Expectation}. */
        EXPECTATION("a claim, such as generator.fd <= 0.25 * observation.fd");

        private final String inWords;

        Word(String inWords) {
            this.inWords = inWords;
        }

        /** The type in words, such as "a whole number". */
        public String inWords() {
            return inWords;
        }

        @Override
        public String text() {
            return "";
        }
    }

    /**
     * A constant of an enum.
     *
     * @param type the enum
     */
    record Choice(Class<?> type) implements KeyType {
        /** Descriptions by constant, in kebab-case. */
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

    /**
     * A list.
     *
     * @param item type of its items
     */
    record ListOf(KeyType item) implements KeyType {
        @Override
        public String text() {
            return item.text();
        }
    }

    /**
     * A map of keys.
     *
     * @param type the record that it is bound to
     */
    record Section(Class<?> type) implements KeyType {
        /** The keys, in the order of the components. */
        public List<Key> keys() {
            return Components.of(type).stream()
                    .flatMap(component -> Key.of(type, component))
                    .toList();
        }

        /**
         * The current key that replaces an earlier one ({@link org.dcd.transforms.registry.Renamed}); empty for none.
         */
        public Optional<String> renamed(String earlier) {
            return Components.renamed(type, earlier);
        }

        /** Whether the map may be given as a path alone. */
        public boolean isShortAsPath() {
            return Binder.asksForPathAlone(type);
        }

        /** Unique name, for references in the schema. */
        public String id() {
            return KeyType.id(type);
        }

        @Override
        public String text() {
            return Documentation.of(type);
        }
    }

    /**
     * A member of an open family.
     *
     * @param type the interface of the family
     */
    record Family(Class<?> type) implements KeyType {
        /** The members, by their {@code type}. */
        public SortedMap<String, Section> members() {
            SortedMap<String, Section> members = new TreeMap<>();
            Registry.members(type).forEach((name, member) -> members.put(name, new Section(member)));
            return members;
        }

        /** Unique name, for references in the schema. */
        public String id() {
            return KeyType.id(type);
        }

        @Override
        public String text() {
            return Documentation.of(type);
        }
    }

    /** The top-level map of an experiment file, without the {@link FileKey}s. */
    static Section experiment() {
        return new Section(Experiment.class);
    }

    /** Regular expression of expectations. */
    static String patternOfExpectations() {
        return ExpectationParser.pattern();
    }

    /** Regular expression of trends. */
    public static String patternOfTrends() {
        return ExpectationParser.patternOfTrends();
    }

    /** The type of the values of a Java type. */
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
