package org.dcd.transforms.scoring;

import java.io.IOException;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.dcd.schemas.DamagedFileException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.corruption.Corruption;
import org.dcd.transforms.corruption.Corruptor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.onnx.OrtOptions;
import org.dcd.transforms.stage.Metric;
import org.dcd.transforms.stage.ScoreSpec;

/**
 * The share of a score stage that one worker does: the features of a piece of the row, for every metric.
 *
 * @param shape of the row's images
 * @param total images of the stage
 */
public record ScoreShard(
        StageTask<ScoreSpec> task, ImageShape shape, List<Metric> metrics, ScorePlan.Piece piece, long total)
        implements Serializable {
    /**
     * Computes features.
     *
     * @param corruptors gives what applies a corruption to images of a shape
     */
    public Map<Metric, FeatureBatch> features(
            OrtOptions options, BiFunction<Corruption, ImageShape, Corruptor> corruptors) throws IOException {
        Map<Metric, FeatureBatch> features = new EnumMap<>(Metric.class);
        for (Metric metric : metrics) {
            features.put(metric, features(metric, options, corruptors));
        }
        long before = ProgressLog.read(task.work()).stream()
                .mapToLong(ProgressLine::done)
                .max()
                .orElse(0);
        try (ProgressLog log = ProgressLog.open(task.work())) {
            long done = Math.min(total, before + piece.images());
            log.append(new ProgressLine(System.currentTimeMillis(), done, total, "img", Map.of(), ""));
        }
        return features;
    }

    private FeatureBatch features(
            Metric metric, OrtOptions options, BiFunction<Corruption, ImageShape, Corruptor> corruptors)
            throws IOException {
        Folder folder = task.inputFolder("images");
        int left = piece.images();
        try (RowTable.Reader reader = RowTable.of(task.spec().row()).open(folder, piece.part());
                RowFeatures extractor = RowFeatures.open(task, metric, shape, options, corruptors)) {
            reader.skip(piece.from());
            int d = extractor.dimension();
            float[] features = new float[Math.multiplyExact(left, d)];
            for (int at = 0; left > 0; ) {
                int n = Math.min(left, options.batch());
                float[] x = new float[Math.multiplyExact(n, shape.size())];
                long[] ids = new long[n];
                long[] operatorSeeds = new long[n];
                for (int i = 0; i < n; i++) {
                    RowImage image = reader.next();
                    if (!image.shape().equals(shape)) {
                        throw new DamagedFileException(
                                folder,
                                piece.part(),
                                "holds image " + image.id() + " of " + image.shape() + " among " + shape);
                    }
                    image.decode(x, i * shape.size());
                    ids[i] = image.id();
                    operatorSeeds[i] = image.operatorSeed().orElse(image.id());
                }
                float[] batch = extractor.of(x, ids, operatorSeeds);
                System.arraycopy(batch, 0, features, at * d, batch.length);
                at += n;
                left -= n;
            }
            return new FeatureBatch(piece.images(), features);
        }
    }
}
