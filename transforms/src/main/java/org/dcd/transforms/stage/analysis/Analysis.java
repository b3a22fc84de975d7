package org.dcd.transforms.stage.analysis;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.dcd.schemas.ClosedForm;
import org.dcd.transforms.metric.Scores;
import org.dcd.transforms.stage.Row;

/**
 * An evaluation of drawn data, whose law is known: exact where distances of samples to samples are estimates. One file
 * each, with the names of its scores in {@link Scores}.
 */
public interface Analysis extends Serializable {
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
