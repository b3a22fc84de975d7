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
import org.dcd.transforms.stage.ShardResult;
import org.dcd.transforms.stage.StageDevice;
import org.dcd.transforms.stage.StageWork.Gathered;
import org.dcd.transforms.stage.WorkTimer;

/**
 * Reads a data set into the tables of a stage, training images apart from held-out ones. A shard is a part of a table,
 * or the whole stage where the source cannot be divided.
 */
public final class DatasetIngest extends Gathered<DatasetSpec, IngestShard, ShardResult<IngestShard>> {
    /** Default number of images of a part; large images have smaller parts. */
    static final int IMAGES_PER_PART = 4096;

    private static final int MOST_BYTES_PER_PART = 64 << 20;

    private final int imagesPerPart;

    /** @param imagesPerPart greatest number of images of a part; changes how the tables are divided and nothing else */
    public DatasetIngest(int imagesPerPart) {
        this.imagesPerPart = imagesPerPart;
    }

    /**
     * Runs the stage on this thread.
     *
     * @param imagesPerPart as in the constructor
     * @throws BadInputException when the source is malformed, or its files are not those of the stage key
     */
    public static StageResult run(StageTask<DatasetSpec> task, int imagesPerPart) throws IOException {
        DatasetIngest ingest = new DatasetIngest(imagesPerPart);
        List<ShardResult<IngestShard>> results = new ArrayList<>();
        for (IngestShard shard : ingest.split(task)) {
            results.add(shard.write());
        }
        return ingest.finish(results);
    }

    @Override
    protected List<IngestShard> split(StageTask<DatasetSpec> task) throws IOException {
        return IngestShard.split(task, imagesPerPart);
    }

    @Override
    protected ShardResult<IngestShard> runShard(IngestShard shard, StageDevice device) throws IOException {
        return shard.write();
    }

    /** Figures: those of {@link DatasetSpec}, and {@code images-per-second}. */
    @Override
    protected StageResult finish(List<ShardResult<IngestShard>> results) throws IOException {
        try (WorkTimer.Span span = WorkTimer.start()) {
            IngestShard any = results.get(0).shard();
            IngestShard.Totals total = any.total();
            long written = ShardResult.images(results);
            if (written != total.images()) {
                throw new IllegalStateException(
                        "stage " + any.task().name() + " wrote " + written + " of " + total.images() + " images");
            }
            ProgressLog.atLeast(any.task().work(), written, written, "img");
            Map<String, Double> figures = new HashMap<>(Map.of(
                    "train", (double) total.train(),
                    "held-out", (double) total.heldOut(),
                    "unused", (double) total.unused(),
                    "classes", (double) total.summary().classes()));
            return ShardResult.ofStage(
                    any.task(), total.split(), results, span, total.summary().count(), figures);
        }
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

    /** Reads a source that cannot be divided, from beginning to end. */
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
