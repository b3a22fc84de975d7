package org.dcd.transforms.stage.analysis;

import java.util.List;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.measurement.NoiseModel;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.train.DistillationTraining;

/**
 * Scores rows of drawn data by their known distribution into {@link FileNames#SCORES} and
 * {@link FileNames#CLOSED_FORMS}. Inputs: {@code weights}, a distil stage, where the analysis reads them, and the
 * images of each row by the row's name.
 *
 * @param source the data set
 * @param noise noise model of the measurements
 * @param generator generator with the forward operator
 * @param training training of the generator, for its noise levels
 * @param rows rows to score
 * @param nfes network evaluations per image of each row
 * @param count greatest number of images of each row
 * @param seed seed of the experiment
 */
public record AnalysisSpec(
        Analysis analysis,
        DatasetSource source,
        NoiseModel noise,
        OneStepGenerator generator,
        DistillationTraining training,
        List<Row> rows,
        List<Integer> nfes,
        long count,
        long seed)
        implements StageSpec {
    public AnalysisSpec {
        rows = List.copyOf(rows);
        nfes = List.copyOf(nfes);
        if (rows.size() != nfes.size()) {
            throw new IllegalArgumentException(
                    rows.size() + " rows need one number of evaluations each, was " + nfes.size());
        }
    }
}
