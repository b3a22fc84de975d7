package org.dcd.transforms.analysis;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.TreeSet;
import org.dcd.schemas.ClosedForm;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.Row;

/**
 * An evaluation of drawn data, whose law is known: exact where distances of samples to samples are estimates. One file
 * each, with the names of its scores in {@link Metrics}.
 */
public interface Analysis extends Serializable {
    /** Names of its scores. */
    default List<String> metrics() {
        return List.of(getClass().getAnnotation(Metrics.class).value());
    }

    /** Names of the scores of every registered analysis, sorted. */
    static List<String> allMetrics() {
        TreeSet<String> names = new TreeSet<>();
        Registry.members(Analysis.class)
                .values()
                .forEach(member ->
                        names.addAll(List.of(member.getAnnotation(Metrics.class).value())));
        return List.copyOf(names);
    }

    /** Rows that it can score. */
    List<Row> rows();

    /** Whether it asks for the generator's weights, so that the generator is distilled whatever rows are asked for. */
    default boolean readsWeights() {
        return false;
    }

    /** Refuses, with the reason and the remedy, data sets, corruptions and generators that it knows nothing of. */
    void check(AnalysisSpec spec);

    Outcome of(AnalysisSpec spec, AnalysisInput input) throws IOException;

    /**
     * A score of a row.
     *
     * @param count images of the row; 0 for what is known of weights alone
     */
    record Value(Row row, String metric, double value, long count) {}

    /** @param closedForms what was learned beside what theory says */
    record Outcome(List<Value> values, List<ClosedForm> closedForms) {}
}
