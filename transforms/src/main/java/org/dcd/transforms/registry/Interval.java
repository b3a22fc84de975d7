package org.dcd.transforms.registry;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An interval of numbers. A bound is a number as written in the annotation, the name of a component in kebab case, or
 * empty.
 *
 * @param least lower bound; empty for none
 * @param leastIn whether the lower bound belongs to the interval
 * @param most upper bound; empty for none
 * @param mostIn whether the upper bound belongs to the interval
 */
public record Interval(String least, boolean leastIn, String most, boolean mostIn) {
    private static final Pattern NOTATION = Pattern.compile("([\\[(])([^,]*), ([^,]*)([\\])])");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    /**
     * Parses an interval such as {@code (0, 80]}, {@code [0, )} or {@code [1, batch]}.
     *
     * @throws IllegalArgumentException if the text is not an interval
     */
    public static Interval parse(String text) {
        Matcher notation = NOTATION.matcher(text);
        if (!notation.matches() || !isBound(notation.group(2)) || !isBound(notation.group(3))) {
            throw new IllegalArgumentException("'" + text + "' is not an interval; an example is (0, 1]");
        }
        return new Interval(
                notation.group(2),
                notation.group(1).equals("["),
                notation.group(3),
                notation.group(4).equals("]"));
    }

    private static boolean isBound(String text) {
        return text.isEmpty() || isName(text) || number(text).isPresent();
    }

    /** Whether a bound is the value of another component. */
    public boolean namesComponents() {
        return isName(least) || isName(most);
    }

    /** The lower bound if it is a number. */
    public Optional<BigDecimal> leastNumber() {
        return number(least);
    }

    /** The upper bound if it is a number. */
    public Optional<BigDecimal> mostNumber() {
        return number(most);
    }

    /**
     * Whether a number belongs to the interval. NaN and infinities never do.
     *
     * @param components values of the components that are bounds
     */
    boolean contains(double value, ToDoubleFunction<String> components) {
        return Double.isFinite(value)
                && (least.isEmpty() || isAbove(value, bound(least, components), leastIn))
                && (most.isEmpty() || isAbove(bound(most, components), value, mostIn));
    }

    private static boolean isAbove(double high, double low, boolean orEqual) {
        return high > low || orEqual && high == low;
    }

    /** Replaces the names of components by their values. */
    Interval resolved(ToDoubleFunction<String> components) {
        return new Interval(
                isName(least) ? plain(components.applyAsDouble(least)) : least,
                leastIn,
                isName(most) ? plain(components.applyAsDouble(most)) : most,
                mostIn);
    }

    private static double bound(String text, ToDoubleFunction<String> components) {
        return isName(text) ? components.applyAsDouble(text) : Double.parseDouble(text);
    }

    static boolean isName(String bound) {
        return NAME.matcher(bound).matches();
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Formats a number; integers have no fraction: 2, not 2.0. */
    static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** Returns a description such as {@code in (0, 80]} or {@code at least 0}. */
    public String inWords() {
        if (most.isEmpty()) {
            return (leastIn ? "at least " : "more than ") + least;
        }
        return least.isEmpty() ? (mostIn ? "at most " : "less than ") + most : "in " + this;
    }

    @Override
    public String toString() {
        return (leastIn ? "[" : "(") + least + ", " + most + (mostIn ? "]" : ")");
    }
}
