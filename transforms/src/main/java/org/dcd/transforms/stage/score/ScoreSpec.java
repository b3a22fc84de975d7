package org.dcd.transforms.stage.score;

import java.util.List;
import org.dcd.schemas.DataType;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;

/**
 * Scores one row into a {@link FileNames#SCORES} table. Inputs: {@code images} (a sample stage; corrupt for the
 * observation; dataset, whose held-out table is taken), and for every view of the metrics its reference set by the
 * view's role.
 *
 * @param corruption applied to the row, with fresh draws, for proximal distances
 * @param count images of a set at most
 * @param sets of images, one after the other, which are scored one by one
 * @param nfe network evaluations per image
 * @param shape of an image
 * @param dataType of the clean images, in which every row is scored
 * @param seed seed of the experiment
 */
public record ScoreSpec(
        Row row,
        List<Metric> metrics,
        Corruption corruption,
        long count,
        int sets,
        int nfe,
        ImageShape shape,
        DataType dataType,
        long seed)
        implements StageSpec {
    public ScoreSpec {
        metrics = List.copyOf(metrics);
    }

    /** The same of another corruption and number of evaluations. */
    public ScoreSpec with(Corruption other, int evaluations) {
        return new ScoreSpec(row, metrics, other, count, sets, evaluations, shape, dataType, seed);
    }
}
