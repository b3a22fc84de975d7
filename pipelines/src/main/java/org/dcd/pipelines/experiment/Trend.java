package org.dcd.pipelines.experiment;

import java.util.Arrays;
import java.util.List;

/**
 * A claim about all points of a sweep: a score rises, or falls, from each value of a swept key to the next, in the
 * order of the sweep and with all other settings equal. Written {@code generator.fd rises along distillation.loss}.
 *
 * @param text the claim as written
 * @param score the score
 * @param direction whether the score rises or falls
 * @param along a key that the sweep varies
 */
public record Trend(String text, Expectation.Score score, Direction direction, String along) {
    /** How a score changes from one value of the axis to the next. */
    public enum Direction {
        /** Every score is greater than the one before. */
        RISES("<"),
        /** Every score is less than the one before. */
        FALLS(">");

        private final String symbol;

        Direction(String symbol) {
            this.symbol = symbol;
        }

        /** The comparison of a score with the next one. */
        public String symbol() {
            return symbol;
        }

        /** False for NaN on either side. */
        private boolean holds(double one, double next) {
            return this == RISES ? one < next : one > next;
        }

        static List<String> words() {
            return Arrays.stream(values()).map(Names::id).toList();
        }
    }

    /**
     * Reads {@code row.metric (rises | falls) along key}.
     *
     * @throws Expectation.MalformedException with the character at fault
     */
    public static Trend parse(String text) {
        return new ExpectationParser(text).trend();
    }

    /**
     * Whether the claim holds.
     *
     * @param scores scores in the order of the swept key; a NaN fails
     */
    public boolean holds(List<Double> scores) {
        for (int i = 1; i < scores.size(); i++) {
            if (!direction.holds(scores.get(i - 1), scores.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
