package org.dcd.transforms.stage;

import java.util.List;
import org.dcd.schemas.DataType;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.corruption.Corruption;
import org.dcd.transforms.image.ImageShape;

/**
 * Scores one row into a {@link Files#SCORES} table. Inputs: {@code images} (a sample stage; corrupt for the
 * observation; dataset, whose held-out table is taken), {@code oracle-features}, {@code proximal-features}.
 *
 * @param corruption applied to the row, with fresh draws, for proximal distances
 * @param count images used at most
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
        int nfe,
        ImageShape shape,
        DataType dataType,
        long seed)
        implements StageSpec {
    public ScoreSpec {
        metrics = List.copyOf(metrics);
    }
}
