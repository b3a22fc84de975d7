package org.dcd.pipelines.result;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.dcd.schemas.Count;
import org.dcd.schemas.Score;

/**
 * One cell of a score table: the scores of all sets of samples with one protocol and seed.
 *
 * @param sets one score per set of samples, at least one, in the order of the sets
 */
public record ScoreCell(List<Score> sets) {
    /** Sorts the scores by set. */
    public ScoreCell {
        sets = sets.stream()
                .sorted(Comparator.comparingInt(Score::getSampleSet))
                .toList();
        if (sets.isEmpty()) {
            throw new IllegalArgumentException("a cell needs a score");
        }
    }

    /**
     * The scores of a row and metric; those of the first protocol when there are several. Empty when there are none.
     */
    public static Optional<ScoreCell> find(List<Score> scores, String row, String metric) {
        return of(
                scores, score -> score.getRow().equals(row) && score.getMetric().equals(metric));
    }

    /** The scores that satisfy a predicate; those of the first protocol when there are several. */
    public static Optional<ScoreCell> of(List<Score> scores, Predicate<Score> which) {
        List<Score> found = scores.stream().filter(which).toList();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new ScoreCell(found.stream()
                        .filter(score -> score.getContract().equals(found.get(0).getContract()))
                        .toList()));
    }

    /** One of the scores, for the properties that all of them share. */
    public Score any() {
        return sets.get(0);
    }

    /** Mean over the sets. */
    public double mean() {
        return sets.stream().mapToDouble(Score::getValue).average().orElseThrow();
    }

    /** Minimum over the sets; EDM and SiD report the minimum of three sets. */
    public double minimum() {
        return sets.stream().mapToDouble(Score::getValue).min().orElseThrow();
    }

    /**
     * Standard deviation. With several sets, over their scores (divisor n - 1); with one set, over the subsets or
     * splits of the estimator. Empty for estimators without subsets and for infinite scores.
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

    /** Describes the deviation; empty when there is none. */
    public String spreadInWords() {
        if (deviation().isEmpty()) {
            return "";
        }
        return sets.size() == 1
                ? "± over subsets or splits of one set of samples"
                : "mean of " + Count.of(sets.size(), "set") + " of samples, minimum "
                        + FormattedNumbers.figure(minimum()) + ", ± standard deviation";
    }

    /** Mean and deviation as text, such as {@code 2.26} or {@code 2.26 ± 0.03}. */
    public String text() {
        return FormattedNumbers.figure(mean())
                + (deviation().isPresent()
                        ? " ± " + FormattedNumbers.figure(deviation().getAsDouble())
                        : "");
    }
}
