package org.dcd.transforms.stage.sample;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dcd.schemas.Count;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.ort.SharedModels;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.ShardResult;
import org.dcd.transforms.stage.ShardSize;
import org.dcd.transforms.stage.WorkTimer;
import org.dcd.transforms.stage.WorkTimer.WorkTime;

/**
 * A shard of a sample stage: one part of the table of samples. A part that an earlier attempt finished is kept.
 *
 * @param index index of the part, from 0
 * @param imagesPerShard images of every part; the last one may have fewer
 * @param split time of dividing the stage
 */
record SampleShard(StageTask<SampleSpec> task, int index, int imagesPerShard, WorkTime split) implements Serializable {
    /** Default size: whole batches of the model, and small enough for many workers to share a stage. */
    static final int IMAGES = 7 * OrtOptions.DEFAULT_BATCH;

    private static final String UNIT = "img";

    /**
     * Divides a stage.
     *
     * @param imagesPerShard least number of images of a shard; large stages have larger shards
     */
    static List<SampleShard> split(StageTask<SampleSpec> task, int imagesPerShard) throws IOException {
        long count = task.spec().count();
        if (count < 1 || imagesPerShard < 1) {
            throw new IllegalArgumentException(
                    "samples and images per shard must be positive, was " + count + " and " + imagesPerShard);
        }
        try (WorkTimer.Span span = WorkTimer.start()) {
            return split(task, imagesPerShard, span);
        }
    }

    private static List<SampleShard> split(StageTask<SampleSpec> task, int imagesPerShard, WorkTimer.Span span)
            throws IOException {
        long count = task.spec().count();
        int perShard = ShardSize.of(count, imagesPerShard);
        SampleShard first = new SampleShard(task, 0, perShard, span.time());
        Tables.dropOtherDivisions(task.work(), FileNames.SAMPLES, first.shards());
        long done = first.imagesDone();
        ProgressLog.truncateAfter(task.work(), done);
        ProgressLog.atLeast(task.work(), done, count, UNIT);
        WorkTime split = span.time();
        return IntStream.range(0, first.shards())
                .mapToObj(index -> new SampleShard(task, index, perShard, split))
                .toList();
    }

    /** Draws the images of the part. */
    ShardResult<SampleShard> draw(OrtOptions options) throws IOException {
        return ShardResult.of(this, () -> drawImages(options));
    }

    private long drawImages(OrtOptions options) throws IOException {
        if (Tables.isWhole(task.work(), output(index), Image.class, images(index))) {
            return 0;
        }
        SampleSpec spec = task.spec();
        try (SharedModels.Lease lease =
                SharedModels.lease(task.inputFolder("model"), RowSampler.modelFile(spec.row()), options)) {
            RowSampler sampler = new RowSampler(spec, spec.stopSigma(task), lease.model());
            TableWriter.write(task.work(), output(index), Image.class, out -> write(sampler, options.batch(), out));
        }
        ProgressLog.advance(task.work(), images(index), spec.count(), UNIT);
        return images(index);
    }

    private void write(RowSampler sampler, int batch, TableWriter<Image> out) throws IOException {
        ImageShape shape = task.spec().shape();
        long first = (long) index * imagesPerShard;
        long end = first + images(index);
        for (long from = first; from < end; from += batch) {
            if (Thread.interrupted()) {
                throw new InterruptedIOException(
                        "sampling stopped after " + Count.of(from - first, "image") + " of a part");
            }
            int n = (int) Math.min(batch, end - from);
            List<ByteBuffer> images = sampler.images(from, n);
            for (int i = 0; i < n; i++) {
                out.add(Image.newBuilder()
                        .setId(from + i)
                        .setOrigin(Origin.GENERATED)
                        .setLabel(-1)
                        .setChannels(shape.channels())
                        .setHeight(shape.height())
                        .setWidth(shape.width())
                        .setDataType(task.spec().dataType())
                        .setData(images.get(i))
                        .build());
            }
        }
    }

    private int shards() {
        return Math.toIntExact((task.spec().count() + imagesPerShard - 1) / imagesPerShard);
    }

    private long images(int shard) {
        return Math.min(imagesPerShard, task.spec().count() - (long) shard * imagesPerShard);
    }

    private long imagesDone() throws IOException {
        Set<String> present = new HashSet<>(task.work().list());
        return IntStream.range(0, shards())
                .filter(shard -> present.contains(output(shard)))
                .mapToLong(this::images)
                .sum();
    }

    private String output(int shard) {
        return FileNames.part(FileNames.SAMPLES, shard, shards());
    }
}
