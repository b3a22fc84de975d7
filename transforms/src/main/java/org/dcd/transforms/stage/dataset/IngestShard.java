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
import org.dcd.transforms.stage.WorkClock;
import org.dcd.transforms.stage.Worked;

/**
 * The share of an ingestion that one worker does: one part of a table of a source that can be divided, all of one that
 * cannot. A part that an earlier attempt finished is kept.
 *
 * @param table of which it is a part
 * @param index of the part, from 0
 * @param parts of the table; 0 for all of the stage
 * @param first id of the first image
 * @param ids of the images, less the first one's
 * @param total facts of the whole stage
 */
public record IngestShard(
        StageTask<DatasetSpec> task, String table, int index, int parts, long first, BitSet ids, Totals total)
        implements Serializable {
    private static final String UNIT = "img";

    /**
     * What all shards of a stage know.
     *
     * @param divided the work of dividing the stage
     */
    public record Totals(DatasetSource.Summary summary, int train, int heldOut, int rowsPerPart, Worked divided)
            implements Serializable {
        /** Images that are written. */
        long images() {
            return (long) train + heldOut;
        }

        /** Images neither trained on nor held out. */
        long unused() {
            return summary.count() - images();
        }
    }

    /**
     * The shards of a stage.
     *
     * @param imagesPerPart most images of a part; changes how the images lie in files and nothing else
     * @throws BadInputException when the source is malformed, or its files are not those of the stage key
     */
    public static List<IngestShard> split(StageTask<DatasetSpec> task, int imagesPerPart) throws IOException {
        try (WorkClock.Piece piece = WorkClock.begin()) {
            return split(task, imagesPerPart, piece);
        }
    }

    private static List<IngestShard> split(StageTask<DatasetSpec> task, int imagesPerPart, WorkClock.Piece piece)
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
                piece.worked());
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

    /** Reads and writes the images. */
    public Done write() throws IOException {
        try (WorkClock.Piece piece = WorkClock.begin()) {
            long images = writeImages();
            return new Done(this, images, piece.worked());
        }
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

    /**
     * A shard whose images lie in the work folder.
     *
     * @param images of the shard
     */
    public record Done(IngestShard shard, long images, Worked worked) implements Serializable {}
}
