package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.dcd.schemas.FeatureVector;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.metric.Contribution;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.MomentMetric;
import org.dcd.transforms.metric.SumMetric;
import org.dcd.transforms.metric.Sums;
import org.dcd.transforms.metric.VectorMetric;
import org.dcd.transforms.metric.VectorTable;
import org.dcd.transforms.metric.Vectors;
import org.dcd.transforms.metric.View;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.WorkClock;
import org.dcd.transforms.stage.Worked;

/**
 * The share of a score stage that one worker does: every view of a piece of the row, each image read once. What adds up
 * is returned; vectors go into tables.
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
    /** Where the time of the shards is gathered, before the name of the process that did them. */
    static final String WORKED = "worked/";

    /**
     * Looks at the images.
     *
     * @param corruptors gives what applies a corruption to images of a shape
     * @return contributions by {@link #slot}, and the seconds that it took by {@link #WORKED} and its process
     */
    public Map<String, Contribution> look(OrtOptions options, BiFunction<Corruption, ImageShape, Corruptor> corruptors)
            throws IOException {
        try (WorkClock.Piece work = WorkClock.begin()) {
            Map<String, Contribution> contributions = contributions(options, corruptors);
            Worked worked = work.worked();
            contributions.put(WORKED + worked.process(), new Sums(piece.images(), new double[] {worked.seconds()}));
            return contributions;
        }
    }

    private Map<String, Contribution> contributions(
            OrtOptions options, BiFunction<Corruption, ImageShape, Corruptor> corruptors) throws IOException {
        Map<String, Contribution> contributions = new LinkedHashMap<>();
        Map<View, Seen> seen = seen(options, corruptors);
        for (Metric metric : metrics) {
            Seen of = seen.get(metric.view());
            if (metric instanceof SumMetric sums) {
                contributions.put(
                        slot(piece.set(), metric),
                        sums.of(new FeatureBatch(piece.images(), of.logits), piece.first(), inSet));
            } else if (metric instanceof MomentMetric) {
                contributions.put(slot(piece.set(), metric), new FeatureBatch(piece.images(), of.vectors).compact());
            }
        }
        for (Map.Entry<View, Seen> view : seen.entrySet()) {
            if (metrics.stream().anyMatch(m -> m instanceof VectorMetric && m.view() == view.getKey())) {
                write(view.getKey(), view.getValue());
            }
        }
        ProgressLog.advance(task.work(), piece.images(), total, "img");
        return contributions;
    }

    /** Where the statistic of a metric is gathered: metrics of moments of one view share theirs. */
    static String slot(int set, Metric metric) {
        String what = metric instanceof MomentMetric ? metric.view().id() : Registry.nameOf(metric);
        return set + "/" + what;
    }

    /** Name of the table of a set's vectors. */
    static String vectors(int set, View view) {
        return FileNames.VECTORS + "-" + view.id() + "-" + set;
    }

    /** What one view shows of all images of the piece. */
    private static final class Seen {
        private final int images;
        private float[] vectors = new float[0];
        private float[] logits = new float[0];

        Seen(int images) {
            this.images = images;
        }

        void put(RowView.Seen batch, int first, int n) {
            vectors = put(vectors, batch.vectors(), first, n);
            logits = put(logits, batch.logits(), first, n);
        }

        private float[] put(float[] all, float[] batch, int first, int n) {
            int d = batch.length / n;
            float[] target = all.length == 0 ? new float[Math.multiplyExact(images, d)] : all;
            System.arraycopy(batch, 0, target, first * d, batch.length);
            return target;
        }
    }

    private Map<View, Seen> seen(OrtOptions options, BiFunction<Corruption, ImageShape, Corruptor> corruptors)
            throws IOException {
        Map<View, RowView> views = new EnumMap<>(View.class);
        Map<View, Seen> seen = new EnumMap<>(View.class);
        try (RowTable.Reader reader = RowTable.of(task.spec().row()).open(task.inputFolder("images"), piece.part())) {
            for (Metric metric : metrics) {
                View view = metric.view();
                if (!views.containsKey(view)) {
                    boolean logits = metrics.stream().anyMatch(m -> m instanceof SumMetric && m.view() == view);
                    views.put(view, RowView.open(task, view, logits, shape, options, corruptors));
                    seen.put(view, new Seen(piece.images()));
                }
            }
            reader.skip(piece.from());
            for (int at = 0; at < piece.images(); at += options.batch()) {
                int first = at;
                int n = Math.min(piece.images() - at, options.batch());
                Batch batch = batch(reader, n);
                views.forEach((view, row) -> seen.get(view).put(row.of(batch.x, batch.ids, batch.seeds), first, n));
            }
            return seen;
        } finally {
            views.values().forEach(RowView::close);
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Batch(float[] x, long[] ids, long[] seeds) {}

    private Batch batch(RowTable.Reader reader, int n) throws IOException {
        Batch batch = new Batch(new float[Math.multiplyExact(n, shape.size())], new long[n], new long[n]);
        for (int i = 0; i < n; i++) {
            RowImage image = reader.next();
            if (!image.shape().equals(shape)) {
                Folder folder = task.inputFolder("images");
                throw new DamagedFileException(
                        folder, piece.part(), "holds image " + image.id() + " of " + image.shape() + " among " + shape);
            }
            image.decode(batch.x, i * shape.size());
            batch.ids[i] = image.id();
            batch.seeds[i] = image.operatorSeed().orElse(image.id());
        }
        return batch;
    }

    private void write(View view, Seen seen) throws IOException {
        int n = piece.images();
        int d = seen.vectors.length / n;
        String part = FileNames.part(vectors(piece.set(), view), index, pieces);
        TableWriter.write(task.work(), part, FeatureVector.class, out -> {
            for (int i = 0; i < n; i++) {
                if (isCompared(view, piece.first() + i)) {
                    VectorTable.add(out, piece.first() + i, seen.vectors, i * d, d);
                }
            }
        });
    }

    /** Whether a metric looks at the vector of that position in the set. */
    private boolean isCompared(View view, long position) {
        return metrics.stream()
                .anyMatch(metric -> metric instanceof VectorMetric vectors
                        && metric.view() == view
                        && Vectors.isKept(
                                position, inSet, vectors(vectors, task.spec().count())));
    }

    /** Vectors of a set, of so many images, that a metric compares at most. */
    static long vectors(VectorMetric metric, long count) {
        return Math.min(metric.images(), count);
    }
}
