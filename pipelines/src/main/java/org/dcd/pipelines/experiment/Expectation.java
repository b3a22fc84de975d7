package org.dcd.pipelines.experiment;

import java.io.Serializable;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import org.dcd.transforms.metric.ScoreNames;

/**
 * A claim about scores that a finished run is held to, such as {@code generator.fd <= 0.25 * observation.fd}.
 *
 * @param text as written
 */
public record Expectation(String text, Score left, Comparison comparison, Bound bound) implements Serializable {
    /**
     * One number of the score table.
     *
     * @param row a row, or a method of restoration
     * @param metric name of a score, see {@link ScoreNames}
     */
    public record Score(String row, String metric) implements Serializable {
        @Override
        public String toString() {
            return row + "." + metric;
        }
    }

    /** How the left side compares with the right. */
    public enum Comparison {
        LESS("<"),
        AT_MOST("<="),
        GREATER(">"),
        AT_LEAST(">=");

        private final String symbol;

        Comparison(String symbol) {
            this.symbol = symbol;
        }

        /** As files write it. */
        public String symbol() {
            return symbol;
        }

        /** False for NaN on either side. */
        boolean holds(double left, double right) {
            return switch (this) {
                case LESS -> left < right;
                case AT_MOST -> left <= right;
                case GREATER -> left > right;
                case AT_LEAST -> left >= right;
            };
        }
    }

    /** The right side. */
    public sealed interface Bound extends Serializable {
        record Constant(double value) implements Bound {}

        /** factor · of + more. */
        record Multiple(double factor, Score of, double more) implements Bound {}
    }

    /** Whether an expectation holds. */
    public enum Verdict {
        HOLDS,
        FAILS,
        /** A score is missing. */
        UNKNOWN
    }

    /** @param left and right are empty when their score is missing; right includes factor and addend */
    public record Outcome(Expectation expectation, Verdict verdict, OptionalDouble left, OptionalDouble right) {}

    /** Text that is not an expectation. */
    public static final class MalformedException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final int offset;

        MalformedException(int offset, String message) {
            super(message);
            this.offset = offset;
        }

        /** Index of the character at fault; the length of the text when something is missing at its end. */
        public int offset() {
            return offset;
        }
    }

    /** Reads {@code row.metric (< | <= | > | >=) (number | [factor *] row.metric [(+ | -) number])}. */
    public static Expectation parse(String text) {
        return new ExpectationParser(text).expectation();
    }

    /** Compares the scores; one that is NaN fails. */
    public Outcome check(BiFunction<String, String, OptionalDouble> scores) {
        OptionalDouble mine = scores.apply(left.row, left.metric);
        OptionalDouble theirs = value(scores);
        Verdict verdict = mine.isEmpty() || theirs.isEmpty()
                ? Verdict.UNKNOWN
                : comparison.holds(mine.getAsDouble(), theirs.getAsDouble()) ? Verdict.HOLDS : Verdict.FAILS;
        return new Outcome(this, verdict, mine, theirs);
    }

    private OptionalDouble value(BiFunction<String, String, OptionalDouble> scores) {
        if (bound instanceof Bound.Multiple multiple) {
            OptionalDouble score = scores.apply(multiple.of.row, multiple.of.metric);
            return score.isEmpty() ? score : OptionalDouble.of(multiple.factor * score.getAsDouble() + multiple.more);
        }
        return OptionalDouble.of(((Bound.Constant) bound).value);
    }

    @Override
    public String toString() {
        return text;
    }
}
