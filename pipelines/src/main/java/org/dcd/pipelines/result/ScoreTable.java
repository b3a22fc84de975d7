package org.dcd.pipelines.result;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dcd.schemas.Contract;
import org.dcd.schemas.Score;
import org.dcd.transforms.metric.ScoreNames;
import org.dcd.transforms.stage.Row;

/**
 * Comparable scores: all have the same protocol.
 *
 * @param contract the protocol
 * @param usesCleanData whether the scores compare with clean images
 * @param scores at most one per row, metric, seed and set of samples
 */
public record ScoreTable(Contract contract, boolean usesCleanData, List<Score> scores) {
    /**
     * Checks that the scores can be compared.
     *
     * @throws IllegalArgumentException when protocols differ, or a score occurs twice
     */
    public ScoreTable {
        scores = List.copyOf(scores);
        for (Score score : scores) {
            if (!score.getContract().equals(contract) || score.getOracle() != usesCleanData) {
                throw new IllegalArgumentException("scores of different protocols cannot be in one table: "
                        + contract.getName() + " and " + score.getContract().getName() + " (row " + score.getRow()
                        + ")");
            }
        }
        for (int i = 0; i < scores.size(); i++) {
            for (int j = 0; j < i; j++) {
                refuseConflict(scores.get(i), scores.get(j));
            }
        }
    }

    /** One table per protocol, in order of first occurrence. */
    public static List<ScoreTable> byContract(List<Score> scores) {
        record Identity(Contract contract, boolean usesCleanData) {}
        Map<Identity, List<Score>> groups = new LinkedHashMap<>();
        for (Score score : scores) {
            groups.computeIfAbsent(new Identity(score.getContract(), score.getOracle()), id -> new ArrayList<>())
                    .add(score);
        }
        List<ScoreTable> tables = new ArrayList<>();
        groups.forEach((id, group) -> tables.add(new ScoreTable(id.contract(), id.usesCleanData(), group)));
        return tables;
    }

    /** The scores of restored images. In an experiment only these compare pairs of images. */
    public static List<Score> ofRestoredImages(List<Score> scores) {
        return scores.stream()
                .filter(score -> ScoreNames.isOfPairs(score.getMetric()))
                .toList();
    }

    /** The scores of all other images: samples, measurements and held-out images. */
    public static List<Score> withoutRestoredImages(List<Score> scores) {
        return scores.stream()
                .filter(score -> !ScoreNames.isOfPairs(score.getMetric()))
                .toList();
    }

    /** Names of the metrics, in order of first occurrence. */
    public List<String> metrics() {
        return distinct(Score::getMetric);
    }

    /** Seeds of the experiments, ascending. */
    public List<Long> seeds() {
        return distinct(Score::getSeed).stream().sorted().toList();
    }

    /** Names of the rows, in the order of {@link #rowsOf}. */
    public List<String> rows() {
        return rowsOf(scores);
    }

    /** The rows of scores in the order of the report; unknown rows come last. */
    public static List<String> rowsOf(List<Score> scores) {
        return scores.stream()
                .map(Score::getRow)
                .distinct()
                .sorted(Comparator.comparingInt(ScoreTable::place))
                .toList();
    }

    /** The cell of a row; empty when the row has no such score. */
    public Optional<ScoreCell> cell(String row, String metric, long seed) {
        return ScoreCell.of(
                scores,
                score -> score.getRow().equals(row) && score.getMetric().equals(metric) && score.getSeed() == seed);
    }

    private static int place(String row) {
        for (Row known : Row.values()) {
            if (known.id().equals(row)) {
                return known.ordinal();
            }
        }
        return Integer.MAX_VALUE;
    }

    private <T> List<T> distinct(Function<Score, T> of) {
        return scores.stream().map(of).distinct().toList();
    }

    private static void refuseConflict(Score one, Score other) {
        if (one.getRow().equals(other.getRow())
                && one.getMetric().equals(other.getMetric())
                && one.getSeed() == other.getSeed()
                && one.getSampleSet() == other.getSampleSet()) {
            throw new IllegalArgumentException("two values of " + one.getRow() + "." + one.getMetric() + " for seed "
                    + one.getSeed() + ": " + other.getValue() + " and " + one.getValue());
        }
    }
}
