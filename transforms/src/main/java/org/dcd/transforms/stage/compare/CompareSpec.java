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
 * Scores restored images against their clean images into a {@link FileNames#SCORES} table. Inputs: {@code images}, a
 * restore stage; {@code clean-images}, the dataset stage, whose held-out table is used.
 *
 * @param row name of the row of restored images
 * @param metrics metrics of pairs
 * @param weights weights of the networks of learned metrics
 * @param corruption corruption of the measurements that the images were restored from
 * @param evaluations network evaluations per image
 * @param shape shape of an image
 * @param dataType data type of the clean images, in which restored images are stored
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
