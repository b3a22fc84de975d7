package org.dcd.transforms.stage.dataset;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Image;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.RandomAccessSource;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.ShardResult;
import org.dcd.transforms.stage.WorkTimer;
import org.dcd.transforms.stage.WorkTimer.WorkTime;

/**
 * A shard of a dataset stage: one part of a table, or the whole stage where the source cannot be divided. A part that
 * an earlier attempt finished is kept.
 *
 * @param table the table of the part
 * @param index index of the part, from 0
 * @param parts number of parts of the table; 0 when the shard is the whole stage
 * @param first id of the first image
 * @param ids ids of the images, less the first one
 * @param total facts of the whole stage
 */
record IngestShard(
        StageTask<DatasetSpec> task, String table, int index, int parts, long first, BitSet ids, Totals total)
        implements Serializable {
    private static final String UNIT = "img";

    /**
     * Facts of a stage that all of its shards carry.
     *
     * @param train number of training images
     * @param heldOut number of held-out images
     * @param rowsPerPart greatest number of images of a part
     * @param split time of dividing the stage
     */
    record Totals(DatasetSource.Summary summary, int train, int heldOut, int rowsPerPart, WorkTime split)
            implements Serializable {
        /** Number of images to write. */
        long images() {
            return (long) train + heldOut;
        }

        /** Number of images that are neither trained on nor held out. */
        long unused() {
            return summary.count() - images();
        }
    }

    /**
     * Divides a stage.
     *
     * @param imagesPerPart greatest number of images of a part
     * @throws BadInputException when the source is malformed, or its files are not those of the stage key
     */
    static List<IngestShard> split(StageTask<DatasetSpec> task, int imagesPerPart) throws IOException {
        try (WorkTimer.Span span = WorkTimer.start()) {
            return split(task, imagesPerPart, span);
        }
    }

    private static List<IngestShard> split(StageTask<DatasetSpec> task, int imagesPerPart, WorkTimer.Span span)
            throws IOException {
        DatasetIngest.checkHash(task.spec());
        DatasetSource source = task.spec().source();
        DatasetSource.Summary summary = source.summarise();
        ImageSelection selection =
                ImageSelection.of(source, summary.count(), task.spec().seed());
        Totals total = new Totals(
                summary,
                selection.train().cardinality(),
                selection.heldOut().cardinality(),
                DatasetIngest.rowsPerPart(summary, imagesPerPart),
                span.time());
        if (!(source instanceof RandomAccessSource)) {
            return List.of(new IngestShard(task, "", 0, 0, 0, new BitSet(), total));
        }
        List<IngestShard> shards = new ArrayList<>(parts(task, FileNames.TRAIN, selection.train(), total));
        shards.addAll(parts(task, FileNames.HELD_OUT, selection.heldOut(), total));
        task.work().delete(ProgressLine.FILE);
        return shards;
    }

    private static List<IngestShard> parts(StageTask<DatasetSpec> task, String table, BitSet ids, Totals total) {
        int rows = ids.cardinality();
        int parts = Math.max(1, (rows + total.rowsPerPart() - 1) / total.rowsPerPart());
        List<IngestShard> shards = new ArrayList<>();
        int from = Math.max(0, ids.nextSetBit(0));
        for (int index = 0; index < parts; index++) {
            int end = from;
            for (int n = 0; n < total.rowsPerPart() && ids.nextSetBit(end) >= 0; n++) {
                end = ids.nextSetBit(end) + 1;
            }
            shards.add(new IngestShard(task, table, index, parts, from, ids.get(from, end), total));
            from = end;
        }
        return shards;
    }

    /** Reads the images and writes the part, or all parts of a whole stage. */
    ShardResult<IngestShard> write() throws IOException {
        return ShardResult.of(this, this::writeImages);
    }

    private long writeImages() throws IOException {
        if (parts == 0) {
            DatasetIngest.writeAll(task, total);
            return total.images();
        }
        String part = Tables.part(table, index, parts);
        Folder work = task.work();
        if (!Tables.isWhole(work, part, Image.class, rows())) {
            RandomAccessSource source = (RandomAccessSource) task.spec().source();
            LongStream wanted = ids.stream().mapToLong(id -> first + id);
            TableWriter.write(work, part, Image.class, out -> read(source, wanted, out));
        }
        ProgressLog.advance(work, rows(), total.images(), UNIT);
        return rows();
    }

    private static void read(RandomAccessSource source, LongStream ids, TableWriter<Image> out) throws IOException {
        try {
            source.read(ids, image -> {
                try {
                    out.add(image);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private int rows() {
        return ids.cardinality();
    }
}
