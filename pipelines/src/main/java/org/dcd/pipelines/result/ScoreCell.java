package org.dcd.pipelines.result;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.dcd.schemas.Count;
import org.dcd.schemas.Score;

/**
 * One number of a table: a score of every set of samples, under one contract and seed of the experiment.
 *
 * @param sets at least one, in order
 */
public record ScoreCell(List<Score> sets) {
    public ScoreCell {
        sets = sets.stream()
                .sorted(Comparator.comparingInt(Score::getSampleSet))
                .toList();
        if (sets.isEmpty()) {
            throw new IllegalArgumentException("a cell needs a score");
        }
    }

    /** The scores of one row and metric; those of the first contract where there are several. */
    public static Optional<ScoreCell> find(List<Score> scores, String row, String metric) {
        return of(
                scores, score -> score.getRow().equals(row) && score.getMetric().equals(metric));
    }

    public static Optional<ScoreCell> of(List<Score> scores, Predicate<Score> which) {
        List<Score> found = scores.stream().filter(which).toList();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new ScoreCell(found.stream()
                        .filter(score -> score.getContract().equals(found.get(0).getContract()))
                        .toList()));
    }

    /** Any of the scores, for what all of them share. */
    public Score any() {
        return sets.get(0);
    }

    /** Mean over the sets. */
    public double mean() {
        return sets.stream().mapToDouble(Score::getValue).average().orElseThrow();
    }

    /** The least of the sets, which EDM and SiD report of three. */
    public double minimum() {
        return sets.stream().mapToDouble(Score::getValue).min().orElseThrow();
    }

    /**
     * Standard deviation: over several sets that of their scores, divisor n - 1; of one set that over the subsets or
     * splits of the estimator, if it has any. Infinite scores have none.
     */
    public OptionalDouble deviation() {
        if (sets.size() == 1) {
            Double own = any().getDeviation();
            return own == null ? OptionalDouble.empty() : OptionalDouble.of(own);
        }
        double mean = mean();
        double squares = sets.stream()
                .mapToDouble(score -> (score.getValue() - mean) * (score.getValue() - mean))
                .sum();
        return Double.isFinite(squares)
                ? OptionalDouble.of(Math.sqrt(squares / (sets.size() - 1)))
                : OptionalDouble.empty();
    }

    /** What the deviation is over; empty when there is none. */
    public String spreadInWords() {
        if (deviation().isEmpty()) {
            return "";
        }
        return sets.size() == 1
                ? "± over subsets or splits of one set of samples"
                : "mean of " + Count.of(sets.size(), "set") + " of samples, minimum "
                        + FormattedNumbers.figure(minimum()) + ", ± standard deviation";
    }

    /** Such as {@code 2.26} or {@code 2.26 ± 0.03}. */
    public String text() {
        return FormattedNumbers.figure(mean())
                + (deviation().isPresent()
                        ? " ± " + FormattedNumbers.figure(deviation().getAsDouble())
                        : "");
    }
}
