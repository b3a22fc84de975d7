package org.dcd.pipelines.experiment;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import org.dcd.schemas.BadInputException;

/** Binds scalars: numbers, booleans, text, paths, enums, expectations and trends. */
final class Scalars {
    private static final Set<String> NOTHING = Set.of("", "~", "null");
    private static final Set<String> YES = Set.of("true", "yes", "on", "y");
    private static final Set<String> NO = Set.of("false", "no", "off", "n");

    private static final int LONGEST_PATH = 1000;

    private Scalars() {}

    static boolean isScalar(Class<?> type) {
        return type.isPrimitive()
                || type.isEnum()
                || Set.of(Integer.class, Long.class, Double.class, Boolean.class, String.class, Path.class)
                        .contains(type)
                || type == OptionalDouble.class
                || type == Expectation.class
                || type == Trend.class;
    }

    /** Whether a value is empty or null, as YAML reads a key without a value. */
    static boolean isNothing(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar
                && scalar.plain()
                && NOTHING.contains(scalar.text().toLowerCase(Locale.ROOT));
    }

    /** Whether some YAML readers would not read plain text as text. */
    static boolean isTrap(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return NOTHING.contains(lower) || YES.contains(lower) || NO.contains(lower) || Numbers.looksNumeric(text);
    }

    static Object bind(Class<?> type, YamlNode node, String path) {
        if (!(node instanceof YamlNode.Scalar scalar)) {
            throw node.location().error(path, "needs " + wanted(type) + ", was " + node.kind());
        }
        try {
            return value(type, scalar);
        } catch (Expectation.MalformedException e) {
            String column = scalar.textColumn() == 0 ? "character " + (e.offset() + 1) + ": " : "";
            throw scalar.locationOf(e.offset()).error(path, column + e.getMessage());
        } catch (BadInputException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw scalar.location().error(path, e.getMessage());
        }
    }

    private static String wanted(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        }
        if (type == Path.class) {
            return "a path";
        }
        if (type == Trend.class) {
            return "a claim such as generator.fd rises along corruption.noise.sigma";
        }
        return type == Expectation.class ? "an expectation" : type.isEnum() ? "one word" : "text";
    }

    private static Object value(Class<?> type, YamlNode.Scalar scalar) {
        if (type == String.class) {
            return text(scalar);
        }
        if (type == Path.class) {
            return path(scalar);
        }
        if (type == Expectation.class) {
            return Expectation.parse(scalar.text());
        }
        if (type == Trend.class) {
            return Trend.parse(scalar.text());
        }
        if (type.isEnum()) {
            return constant(type, scalar.text());
        }
        if (!scalar.plain()) {
            throw new IllegalArgumentException(
                    "needs " + wanted(type) + ", was " + scalar.kind() + "; write it without quotes");
        }
        if (type == boolean.class || type == Boolean.class) {
            return bool(scalar.text());
        }
        if (type == double.class || type == Double.class) {
            return Numbers.decimal(scalar.text());
        }
        if (type == int.class || type == Integer.class) {
            return (int) Numbers.whole(scalar.text(), Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == long.class || type == Long.class) {
            return Numbers.whole(scalar.text(), Long.MIN_VALUE, Long.MAX_VALUE);
        }
        throw new IllegalStateException("components of " + type + " cannot be read from YAML");
    }

    private static String text(YamlNode.Scalar scalar) {
        if (scalar.plain() && isTrap(scalar.text())) {
            throw new IllegalArgumentException("needs text, was " + scalar.text()
                    + ", which YAML may read as another type; write \"" + scalar.text() + "\"");
        }
        return scalar.text();
    }

    private static Path path(YamlNode.Scalar scalar) {
        String text = text(scalar);
        if (text.isBlank()) {
            throw new IllegalArgumentException("needs a path, was empty");
        }
        if (!isShowable(text)) {
            throw new IllegalArgumentException("needs a path, was " + Names.show(text));
        }
        PathText.problem(text, scalar.location().folder()).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        try {
            return scalar.location().folder().resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("needs a path, was " + Names.show(text), e);
        }
    }

    /** Whether messages may show a path as it is: not too long, and without control characters. */
    static boolean isShowable(String path) {
        return path.length() <= LONGEST_PATH && path.chars().noneMatch(Character::isISOControl);
    }

    private static boolean bool(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        String remedy = YES.contains(lower) ? "; write true" : NO.contains(lower) ? "; write false" : "";
        throw new IllegalArgumentException("needs true or false, was " + Names.show(text) + remedy);
    }

    private static Object constant(Class<?> type, String text) {
        Object[] constants = type.getEnumConstants();
        List<String> ids =
                Arrays.stream(constants).map(c -> Names.id((Enum<?>) c)).toList();
        if (!ids.contains(text)) {
            throw new IllegalArgumentException(
                    "unknown value " + Names.show(text) + "; " + Names.advice(text, ids, "allowed"));
        }
        return constants[ids.indexOf(text)];
    }
}
