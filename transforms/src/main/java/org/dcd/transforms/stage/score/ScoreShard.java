package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.SetPart;
import org.dcd.transforms.metric.View;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.WorkClock;
import org.dcd.transforms.stage.score.ImageView.ImageBatch;

/**
 * The share of a score stage that one worker does: all metrics over a piece of the row. What adds up is returned;
 * vectors go into tables.
 *
 * @param shape of the row's images
 * @param index of the piece in its set, from 0
 * @param pieces of the set
 * @param inSet images of the set
 * @param total images of the stage
 */
public record ScoreShard(
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
     * Scores the images.
     *
     * @param corruptors gives what applies a corruption to images of a shape
     */
    public ScorePartial run(OrtOptions options, BiFunction<Corruption, ImageShape, Corruptor> corruptors)
            throws IOException {
        try (WorkClock.Piece work = WorkClock.begin()) {
            ScorePartial partial = new ScorePartial();
            Evaluator evaluator = evaluate(options, corruptors);
            for (Metric metric : metrics) {
                String slot = Evaluator.slot(metrics, metric);
                if (!partial.has(piece.set(), slot)) {
                    String table = FileNames.VECTORS + "-" + metric.view().id() + "-" + piece.set();
                    String part = FileNames.part(table, index, pieces);
                    partial.put(piece.set(), slot, evaluator.of(metric).storedIn(task.work(), table, part));
                }
            }
            ProgressLog.advance(task.work(), piece.images(), total, "img");
            partial.took(work.worked());
            return partial;
        }
    }

    /** Every image is read once, and every network sees it once. */
    private Evaluator evaluate(OrtOptions options, BiFunction<Corruption, ImageShape, Corruptor> corruptors)
            throws IOException {
        ScoreSpec spec = task.spec();
        Map<View, RowView> open = new EnumMap<>(View.class);
        Map<Metric, ImageView> views = new LinkedHashMap<>();
        try (RowTable.Reader reader = RowTable.of(spec.row()).open(task.inputFolder("images"), piece.part())) {
            for (Metric metric : metrics) {
                View view = metric.view();
                if (!open.containsKey(view)) {
                    boolean logits = metrics.stream().anyMatch(m -> m.needsLogits() && m.view() == view);
                    open.put(view, RowView.open(task, view, logits, shape, options, corruptors));
                }
                views.put(metric, open.get(view));
            }
            SetPart part = SetPart.of(spec.shape(), inSet, piece.first(), piece.images());
            Evaluator evaluator = new Evaluator(views, part, piece.images());
            reader.skip(piece.from());
            for (int at = 0; at < piece.images(); at += options.batch()) {
                evaluator.add(batch(reader, piece.first() + at, Math.min(piece.images() - at, options.batch())));
            }
            return evaluator;
        } finally {
            open.values().forEach(RowView::close);
        }
    }

    private ImageBatch batch(RowTable.Reader reader, long first, int n) throws IOException {
        float[] x = new float[Math.multiplyExact(n, shape.size())];
        long[] ids = new long[n];
        long[] seeds = new long[n];
        for (int i = 0; i < n; i++) {
            RowImage image = reader.next();
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
