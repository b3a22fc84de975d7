package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.MetricInput;
import org.dcd.transforms.metric.SetPart;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.WorkTimer;
import org.dcd.transforms.stage.score.FeatureFunction.ImageBatch;
import org.dcd.transforms.stage.score.RowTable.StoredImage;

/**
 * A shard of a score stage: all metrics over a piece of the row. It returns accumulators, and writes vectors to tables.
 *
 * @param shape shape of the row's images or measurements
 * @param index index of the piece in its set, from 0
 * @param pieces number of pieces of the set
 * @param inSet number of images of the set
 * @param total number of images of the stage
 */
record ScoreShard(
        StageTask<ScoreSpec> task,
        ImageShape shape,
        List<Metric> metrics,
        ScorePlan.Piece piece,
        int index,
        int pieces,
        long inSet,
        long total)
        implements Serializable {
    /**
     * Accumulates the images of the piece.
     *
     * @param corruptors create what applies the corruption
     */
    ScorePartial run(OrtOptions options, Corruptor.Factory corruptors) throws IOException {
        try (WorkTimer.Span span = WorkTimer.start()) {
            ScorePartial partial = new ScorePartial();
            Evaluator evaluator = evaluate(options, corruptors);
            for (Metric metric : metrics) {
                String slot = Evaluator.slot(metrics, metric);
                if (!partial.has(piece.set(), slot)) {
                    String table = FileNames.VECTORS + "-" + metric.input().id() + "-" + piece.set();
                    String part = FileNames.part(table, index, pieces);
                    partial.put(piece.set(), slot, evaluator.of(metric).storedIn(task.work(), table, part));
                }
            }
            ProgressLog.advance(task.work(), piece.images(), total, "img");
            partial.took(span.time());
            return partial;
        }
    }

    /** Reads every image once, and runs every network once on it. */
    private Evaluator evaluate(OrtOptions options, Corruptor.Factory corruptors) throws IOException {
        ScoreSpec spec = task.spec();
        Map<MetricInput, RowFeatures> open = new EnumMap<>(MetricInput.class);
        Map<Metric, FeatureFunction> functions = new LinkedHashMap<>();
        try (RowTable.Reader reader = RowTable.of(spec.row()).open(task.inputFolder("images"), piece.part())) {
            for (Metric metric : metrics) {
                MetricInput input = metric.input();
                if (!open.containsKey(input)) {
                    boolean logits = metrics.stream().anyMatch(m -> m.needsLogits() && m.input() == input);
                    open.put(input, RowFeatures.open(task, input, logits, shape, options, corruptors));
                }
                functions.put(metric, open.get(input));
            }
            SetPart part = SetPart.of(spec.shape(), inSet, piece.first(), piece.images());
            Evaluator evaluator = new Evaluator(functions, part, piece.images());
            reader.skip(piece.from());
            for (int at = 0; at < piece.images(); at += options.batch()) {
                evaluator.add(batch(reader, piece.first() + at, Math.min(piece.images() - at, options.batch())));
            }
            return evaluator;
        } finally {
            open.values().forEach(RowFeatures::close);
        }
    }

    private ImageBatch batch(RowTable.Reader reader, long first, int n) throws IOException {
        float[] x = new float[Math.multiplyExact(n, shape.size())];
        long[] ids = new long[n];
        long[] seeds = new long[n];
        for (int i = 0; i < n; i++) {
            StoredImage image = reader.next();
            if (!image.shape().equals(shape)) {
                Folder folder = task.inputFolder("images");
                throw new DamagedFileException(
                        folder, piece.part(), "holds image " + image.id() + " of " + image.shape() + " among " + shape);
            }
            image.decode(x, i * shape.size());
            ids[i] = image.id();
            seeds[i] = image.operatorSeed().orElse(image.id());
        }
        return new ImageBatch(first, n, x, ids, seeds, new float[0]);
    }
}
