package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.Vectors;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.stage.ShardSize;
import org.dcd.transforms.stage.WorkTimer;
import org.dcd.transforms.stage.WorkTimer.WorkTime;

/**
 * The division of a score stage into shards.
 *
 * @param shape shape of the row's images or measurements
 * @param metrics metrics that are defined for that shape
 * @param pieces pieces of the row's table in order, one set after the other
 * @param notes why metrics were dropped
 * @param split time of dividing the stage
 */
public record ScorePlan(
        StageTask<ScoreSpec> task,
        ImageShape shape,
        List<Metric> metrics,
        List<Piece> pieces,
        List<String> notes,
        WorkTime split)
        implements Serializable {
    /** Default size of a shard: whole batches of the extractor. */
    public static final int IMAGES_PER_SHARD = 7 * OrtOptions.DEFAULT_BATCH;

    /** 33 MB of floats: 4096 images by the 2048 features of Inception. */
    private static final int MOST_NUMBERS = 4096 * 2048;

    public ScorePlan {
        metrics = List.copyOf(metrics);
        pieces = List.copyOf(pieces);
        notes = List.copyOf(notes);
    }

    /**
     * Consecutive images of a part of a table.
     *
     * @param part file name of the part
     * @param from index of the first image in the part
     * @param to index after the last image in the part
     * @param set set of samples that they belong to, from 0
     * @param first position of the first image in the set
     */
    public record Piece(String part, long from, long to, int set, long first) implements Serializable {
        int images() {
            return Math.toIntExact(to - from);
        }
    }

    /**
     * Checks the origins of the references and divides a stage.
     *
     * @param imagesPerShard least number of images of a shard where a part of the table has that many
     * @throws IllegalStateException when there are too few images, or a reference has another origin or extractor
     */
    public static ScorePlan of(StageTask<ScoreSpec> task, int imagesPerShard) throws IOException {
        try (WorkTimer.Span span = WorkTimer.start()) {
            return of(task, imagesPerShard, span);
        }
    }

    private static ScorePlan of(StageTask<ScoreSpec> task, int imagesPerShard, WorkTimer.Span span) throws IOException {
        ScoreSpec spec = task.spec();
        Folder folder = task.inputFolder("images");
        RowTable table = RowTable.of(spec.row());
        ImageShape shape = null;
        List<Piece> pieces = new ArrayList<>();
        long most = Math.multiplyExact(spec.count(), (long) spec.sets());
        int perShard = perShard(task, imagesPerShard);
        long at = 0;
        for (String part : Tables.parts(folder, table.table())) {
            try (RowTable.Reader reader = table.open(folder, part)) {
                long size = pieceSize(reader.rows(), perShard, imagesPerShard);
                for (long from = 0; from < reader.rows() && at < most; ) {
                    long first = at % spec.count();
                    long n = Math.min(Math.min(reader.rows() - from, size), spec.count() - first);
                    pieces.add(new Piece(part, from, from + n, Math.toIntExact(at / spec.count()), first));
                    from += n;
                    at += n;
                }
                if (shape == null && reader.hasNext()) {
                    shape = reader.next().shape();
                }
            }
        }
        if (shape == null || pieces.isEmpty()) {
            throw new IllegalStateException(
                    task.name() + ": no images to score in " + folder.location() + "/" + table.table());
        }
        if (spec.sets() > 1 && at < most) {
            throw new IllegalStateException(task.name() + ": " + folder.location() + "/" + table.table() + " has " + at
                    + " images, not " + spec.sets() + " sets of " + spec.count());
        }
        ProgressLog.truncateAfter(task.work(), 0);
        List<String> notes = new ArrayList<>();
        List<Metric> metrics = defined(task, shape, notes);
        if (!metrics.isEmpty() && !shape.equals(spec.shape())) {
            notes.add(spec.row().id() + " is made of measurements " + shape + ", scored as the images A†y, "
                    + spec.shape());
        }
        return new ScorePlan(task, shape, metrics, pieces, notes, span.time());
    }

    /**
     * Number of images of a piece: more for large stages, because each piece sends moments on, but at most
     * {@link #MOST_NUMBERS} feature values.
     */
    private static int perShard(StageTask<ScoreSpec> task, int least) throws IOException {
        ScoreSpec spec = task.spec();
        int wanted = ShardSize.of(Math.multiplyExact(spec.count(), (long) spec.sets()), least);
        if (wanted == least) {
            return least;
        }
        int widest = 1;
        for (Metric metric : spec.metrics()) {
            int dimension = ReferenceSet.of(task, metric.input()).network().dimension();
            widest = Math.max(widest, dimension);
        }
        return Math.max(least, Math.min(wanted, MOST_NUMBERS / widest));
    }

    /** Size of the pieces of a part. Large pieces get equal sizes, without a small remainder. */
    private static long pieceSize(long rows, int perShard, int least) {
        long pieces = Math.max(1, Math.round((double) rows / perShard));
        return perShard == least ? least : Math.max(1, (rows + pieces - 1) / pieces);
    }

    private static List<Metric> defined(StageTask<ScoreSpec> task, ImageShape shape, List<String> notes)
            throws IOException {
        ScoreSpec spec = task.spec();
        List<Metric> defined = new ArrayList<>();
        for (Metric metric : spec.metrics()) {
            if (shape.equals(spec.shape()) || shape.equals(measurement(spec))) {
                ReferenceSet reference = ReferenceSet.of(task, metric.input());
                Vectors.requireRoom(
                        reference.most(metric.mostVectors()),
                        reference.network().dimension());
                defined.add(metric);
            } else {
                notes.add(Registry.nameOf(metric) + " is not defined for "
                        + spec.row().id() + ": its images are " + shape + ", not " + spec.shape());
            }
        }
        return defined;
    }

    private static ImageShape measurement(ScoreSpec spec) {
        return spec.corruption().operator().measurementShape(spec.shape());
    }

    /** Number of images of all sets. */
    public long images() {
        return pieces.stream().mapToLong(Piece::images).sum();
    }

    /** Number of images of a set. */
    long images(int set) {
        return pieces.stream()
                .filter(piece -> piece.set() == set)
                .mapToLong(Piece::images)
                .sum();
    }

    /** Number of sets. */
    int sets() {
        return pieces.get(pieces.size() - 1).set() + 1;
    }

    /** The shards of the stage; none if no metric is defined. */
    List<ScoreShard> shards() {
        List<ScoreShard> shards = new ArrayList<>();
        long total = images();
        for (int set = 0; set < sets() && !metrics.isEmpty(); set++) {
            int of = set;
            List<Piece> own = pieces.stream().filter(piece -> piece.set() == of).toList();
            long inSet = images(set);
            for (int i = 0; i < own.size(); i++) {
                shards.add(new ScoreShard(task, shape, metrics, own.get(i), i, own.size(), inSet, total));
            }
        }
        return shards;
    }
}
