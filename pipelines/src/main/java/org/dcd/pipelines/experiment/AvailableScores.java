package org.dcd.pipelines.experiment;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dcd.transforms.metric.ScoreNames;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.analysis.Analysis;
import org.dcd.transforms.stage.candidates.CandidatesSpec;

/**
 * The scores that an experiment computes, which expectations and trends may refer to.
 *
 * @param keepsCandidates whether all candidates of the distillation are kept and scored
 */
record AvailableScores(Experiment.Scoring scoring, Experiment.Restoration restoration, boolean keepsCandidates) {
    static AvailableScores of(Experiment experiment) {
        return new AvailableScores(
                experiment.scoring(),
                experiment.restoration(),
                experiment
                        .distillation()
                        .filter(given -> given.training().keepCandidates())
                        .isPresent());
    }

    /**
     * Requires that all scores of an expectation are computed.
     *
     * @param name key of the expectation, for the message
     * @throws IllegalArgumentException otherwise, with the settings to add
     */
    void require(String name, Expectation expectation) {
        require(name, expectation.left());
        if (expectation.bound() instanceof Expectation.Bound.Multiple multiple) {
            require(name, multiple.of());
        }
    }

    /** As above, for one score. */
    void require(String name, Expectation.Score score) {
        String missing = missing(score);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(name + " compares " + score + ", which is not scored; " + missing);
        }
    }

    /** Why an expectation cannot be checked; empty when its scores are computed. */
    Optional<String> whyMissing(String name, Expectation expectation) {
        try {
            require(name, expectation);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** The settings to add so that a score is computed; empty when it is. */
    private String missing(Expectation.Score score) {
        if (score.metric().equals(CandidatesSpec.BEST_FD)) {
            return ofCandidates(score);
        }
        Optional<String> row;
        Optional<String> metric;
        if (ScoreNames.isOfPairs(score.metric())) {
            row = isRestored(score.row())
                    ? Optional.empty()
                    : Optional.of("add " + method(score.row()) + " to restoration.methods");
            metric = restoration.metrics().stream()
                            .anyMatch(given -> ScoreNames.of(given).contains(score.metric()))
                    ? Optional.empty()
                    : Optional.of("add " + score.metric() + " to restoration.metrics");
        } else {
            row = scoring.rows().stream().anyMatch(given -> given.id().equals(score.row()))
                    ? Optional.empty()
                    : Optional.of("add " + score.row() + " to scoring.rows");
            metric = names().contains(score.metric()) ? Optional.empty() : Optional.of("add " + giver(score.metric()));
        }
        return String.join("; ", Stream.concat(row.stream(), metric.stream()).toList());
    }

    private String ofCandidates(Expectation.Score score) {
        if (!score.row().equals(Row.GENERATOR.id()) || !scoring.rows().contains(Row.GENERATOR)) {
            return CandidatesSpec.BEST_FD + " exists for the row generator only";
        }
        return keepsCandidates ? "" : "set distillation.training.keep-candidates";
    }

    private boolean isRestored(String row) {
        return restoration.all().stream()
                .anyMatch(restorer -> Experiment.Restoration.row(restorer).equals(row));
    }

    /** Names of all scores of rows. */
    private List<String> names() {
        return Stream.concat(scoring.metrics().stream(), scoring.analyses().stream())
                .flatMap(giver -> ScoreNames.of(giver).stream())
                .toList();
    }

    /** The metric or analysis that computes a score, with the key of its list. */
    private static String giver(String score) {
        Class<?> giver = ScoreNames.giver(score);
        String name = giver.getAnnotation(TypeName.class).value();
        return name + " to scoring." + (Analysis.class.isAssignableFrom(giver) ? "analyses" : "metrics");
    }

    private static String method(String row) {
        return Registry.members(Restorer.class).containsKey(row) ? row : "a method";
    }
}
