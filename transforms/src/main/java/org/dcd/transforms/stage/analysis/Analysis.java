package org.dcd.transforms.stage.analysis;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.ClosedForm;
import org.dcd.transforms.metric.Scores;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.stage.Row;

/**
 * An evaluation of drawn data by its known distribution, which is exact where distances between samples are estimates.
 * One class each, with the names of its scores in {@link Scores}.
 */
public interface Analysis extends Serializable {
    /** Rows that it can score. */
    List<Row> rows();

    /** Whether it reads the generator's weights. If so, the generator is distilled even if no row needs it. */
    default boolean readsWeights() {
        return false;
    }

    /**
     * Checks that the analysis is defined for the data set, corruption and generator.
     *
     * @throws IllegalArgumentException with the reason and the remedy when it is not
     */
    void check(AnalysisSpec spec);

    /** Computes the scores. */
    Outcome of(AnalysisSpec spec, Input input) throws IOException;

    /** Outputs of earlier stages. */
    interface Input {
        /** Device on which the generator is evaluated. */
        TorchEngine engine();

        /** Images or measurements of a row, at most {@link AnalysisSpec#count}: [n, values], row-major. */
        float[] values(Row row) throws IOException;

        /** Weights of the generator by name. */
        Map<String, float[]> generator() throws IOException;
    }

    /**
     * A score of a row.
     *
     * @param metric name of the score
     * @param count number of images of the row; 0 for a score of the weights
     */
    record Value(Row row, String metric, double value, long count) {}

    /**
     * Scores and closed forms.
     *
     * @param closedForms learned numbers and matrices beside those of the theory
     */
    record Outcome(List<Value> values, List<ClosedForm> closedForms) {}
}
