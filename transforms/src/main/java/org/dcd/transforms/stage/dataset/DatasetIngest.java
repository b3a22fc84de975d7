package org.dcd.transforms.stage.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Image;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.PartWriter;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.SourceHash;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.StageTime;
import org.dcd.transforms.stage.WorkClock;
import org.dcd.transforms.stage.Worked;

/** Reads a data set once into the tables of a stage, training images apart from held-out ones. */
public final class DatasetIngest {
    /** Images of a part, unless they are so large that their pixels would exceed {@link #MOST_BYTES_PER_PART}. */
    public static final int IMAGES_PER_PART = 4096;

    private static final int MOST_BYTES_PER_PART = 64 << 20;

    private DatasetIngest() {}

    /**
     * Runs the stage on this thread.
     *
     * @param imagesPerPart most images of a part; changes how the images lie in files and nothing else
     * @throws BadInputException when the source is malformed, or its files are not those of the stage key
     */
    public static StageResult run(StageTask<DatasetSpec> task, int imagesPerPart) throws IOException {
        List<IngestShard.Done> done = new ArrayList<>();
        for (IngestShard shard : IngestShard.split(task, imagesPerPart)) {
            done.add(shard.write());
        }
        return result(done);
    }

    /** Gathers the shards of one stage, at least one. Figures: as {@link DatasetSpec} tells. */
    public static StageResult result(Iterable<IngestShard.Done> shards) throws IOException {
        try (WorkClock.Piece piece = WorkClock.begin()) {
            return result(shards, piece);
        }
    }

    private static StageResult result(Iterable<IngestShard.Done> shards, WorkClock.Piece piece) throws IOException {
        List<Worked> worked = new ArrayList<>();
        long written = 0;
        for (IngestShard.Done done : shards) {
            written += done.images();
            worked.add(done.worked());
        }
        IngestShard any = shards.iterator().next().shard();
        IngestShard.Totals total = any.total();
        if (written != total.images()) {
            throw new IllegalStateException(
                    "stage " + any.task().name() + " wrote " + written + " images of " + total.images());
        }
        ProgressLog.atLeast(any.task().work(), written, written, "img");
        StageTime time = StageTime.of(total.divided(), worked, piece.worked());
        Map<String, Double> figures = new HashMap<>(Map.of(
                "train", (double) total.train(),
                "held-out", (double) total.heldOut(),
                "unused", (double) total.unused(),
                "classes", (double) total.summary().classes()));
        time.addTo(figures, total.summary().count());
        return new StageResult(any.task(), List.of(), figures, List.of(), List.of(), time.started(), time.seconds());
    }

    static void checkHash(DatasetSpec spec) throws IOException {
        String found = SourceHash.sha256(spec.source());
        if (!found.equals(spec.sourceSha256())) {
            String decoders = String.join(", ", spec.source().decoders());
            throw new BadInputException(spec.source().location() + ": its files changed since the plan was made"
                    + (decoders.isEmpty() ? "" : ", or the plan was made with another than " + decoders)
                    + ", sha256 " + found + ", expected " + spec.sourceSha256() + "; run again");
        }
    }

    static int rowsPerPart(DatasetSource.Summary summary, int imagesPerPart) {
        long bytes = (long) summary.channels() * summary.height() * summary.width();
        return (int) Math.max(1, Math.min(imagesPerPart, MOST_BYTES_PER_PART / bytes));
    }

    /** Reads a source from its beginning to its end. */
    static void writeAll(StageTask<DatasetSpec> task, IngestShard.Totals total) throws IOException {
        DatasetSource source = task.spec().source();
        ImageSelection selection =
                ImageSelection.of(source, total.summary().count(), task.spec().seed());
        Folder work = task.work();
        int trained = total.train();
        int heldOut = total.heldOut();
        int rowsPerPart = total.rowsPerPart();
        PartWriter<Image> train = new PartWriter<>(work, FileNames.TRAIN, Image.class, trained, rowsPerPart);
        PartWriter<Image> kept = new PartWriter<>(work, FileNames.HELD_OUT, Image.class, heldOut, rowsPerPart);
        AtomicInteger written = new AtomicInteger();
        work.delete(ProgressLine.FILE);
        try (ProgressLog log = ProgressLog.open(work)) {
            source.read(image -> {
                try {
                    int id = Math.toIntExact(image.getId());
                    boolean training = selection.train().get(id);
                    if (!training && !selection.heldOut().get(id)) {
                        return;
                    }
                    int done = written.incrementAndGet();
                    if ((training ? train : kept).add(image)) {
                        log.append(new ProgressLine(
                                System.currentTimeMillis(), done, trained + heldOut, "img", Map.of(), ""));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            train.finish();
            kept.finish();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
