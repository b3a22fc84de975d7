package org.dcd.pipelines.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.dcd.schemas.Contract;
import org.dcd.schemas.Score;

/**
 * A score as a metric of MLflow.
 *
 * @param name {@code row.metric}; with the name of the protocol when the run has the score under several protocols
 * @param step index of the set of samples, from 0
 * @param oracle whether the score compares with clean images
 * @param contract protocol of the score
 */
record ScoreMetric(String name, double value, int step, boolean usesCleanData, Contract contract) {
    static List<ScoreMetric> of(List<Score> scores) {
        Map<String, Long> contracts = scores.stream()
                .collect(Collectors.groupingBy(ScoreMetric::plain, Collectors.mapping(Score::getContract, distinct())));
        List<ScoreMetric> metrics = new ArrayList<>();
        for (Score score : scores) {
            String plain = plain(score);
            String name = contracts.get(plain) == 1
                    ? plain
                    : plain + "." + score.getContract().getName();
            metrics.add(new ScoreMetric(
                    MlflowLimits.name(name),
                    score.getValue(),
                    score.getSampleSet(),
                    score.getOracle(),
                    score.getContract()));
        }
        return metrics;
    }

    private static Collector<Contract, ?, Long> distinct() {
        return Collectors.collectingAndThen(Collectors.toCollection(TreeSet::new), set -> (long) set.size());
    }

    private static String plain(Score score) {
        return score.getRow() + "." + score.getMetric();
    }
}
