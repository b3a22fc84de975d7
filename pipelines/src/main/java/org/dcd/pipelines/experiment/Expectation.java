package org.dcd.pipelines.experiment;

import java.io.Serializable;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import org.dcd.transforms.metric.ScoreNames;

/**
 * A claim about scores that a finished run is checked against, such as {@code generator.fd <= 0.25 * observation.fd}.
 *
 * @param text the claim as written
 * @param left the score on the left side
 * @param comparison how the left side compares with the right
 * @param bound the right side
 */
public record Expectation(String text, Score left, Comparison comparison, Bound bound) implements Serializable {
    /**
     * A score of the score table.
     *
     * @param row name of a row or of a restorer
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
        /** Left is less than right. */
        LESS("<"),
        /** Left is less than or equal to right. */
        AT_MOST("<="),
        /** Left is greater than right. */
        GREATER(">"),
        /** Left is greater than or equal to right. */
        AT_LEAST(">=");

        private final String symbol;

        Comparison(String symbol) {
            this.symbol = symbol;
        }

        /** The symbol in experiment files. */
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
        /**
         * A number.
         *
         * @param value the number
         */
        record Constant(double value) implements Bound {}

        /**
         * A multiple of another score with an offset: factor · of + more.
         *
         * @param factor the factor
         * @param of the other score
         * @param more the offset
         */
        record Multiple(double factor, Score of, double more) implements Bound {}
    }

    /** Whether an expectation holds. */
    public enum Verdict {
        /** The claim is true. */
        HOLDS,
        /** The claim is false, or a score is NaN. */
        FAILS,
        /** A score is missing. */
        UNKNOWN
    }

    /**
     * The result of a check.
     *
     * @param expectation the claim
     * @param verdict whether it holds
     * @param left value of the left side; empty when its score is missing
     * @param right value of the right side with factor and offset; empty when its score is missing
     */
    public record Outcome(Expectation expectation, Verdict verdict, OptionalDouble left, OptionalDouble right) {}

    /** Thrown for text that is not an expectation, or not a trend. */
    public static final class MalformedException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final int offset;

        MalformedException(int offset, String message) {
            super(message);
            this.offset = offset;
        }

        /** Index of the character at fault; the length of the text when its end is missing. */
        public int offset() {
            return offset;
        }
    }

    /**
     * Reads {@code row.metric (< | <= | > | >=) (number | [factor *] row.metric [(+ | -) number])}.
     *
     * @throws MalformedException with the index of the character at fault
     */
    public static Expectation parse(String text) {
        return new ExpectationParser(text).expectation();
    }

    /**
     * Checks the claim. It fails when a score is NaN.
     *
     * @param scores the score of a row and a metric; empty when it is missing
     */
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
