package org.dcd.transforms.stage.compare;

import java.util.List;
import org.dcd.schemas.DataType;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.stage.FileNames;

/**
 * Scores restored images against the clean ones that they should be into a {@link FileNames#SCORES} table. Inputs:
 * {@code images}, a restore stage; {@code clean-images}, the dataset, whose held-out table is taken.
 *
 * @param row what the restored images are called
 * @param metrics of pairs
 * @param weights of the networks of learned metrics
 * @param corruption of the measurements that they were restored from
 * @param evaluations network evaluations per image
 * @param shape of an image
 * @param dataType of the clean images, in which restored ones are stored
 * @param seed seed of the experiment
 */
public record CompareSpec(
        String row,
        List<Metric> metrics,
        List<HashedFile> weights,
        Corruption corruption,
        int evaluations,
        ImageShape shape,
        DataType dataType,
        long seed)
        implements StageSpec {
    public CompareSpec {
        metrics = List.copyOf(metrics);
        weights = List.copyOf(weights);
    }
}
