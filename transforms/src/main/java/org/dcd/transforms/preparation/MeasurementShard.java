package org.dcd.transforms.preparation;

import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableReader;
import org.dcd.schemas.table.TableWriter;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.corruption.Corruption;
import org.dcd.transforms.corruption.Corruptor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.stage.CorruptSpec;
import org.dcd.transforms.stage.Files;

/**
 * The share of a corruption stage that one worker does: a part of the table of images becomes the part of measurements
 * of the same index. A part that an earlier attempt finished is kept.
 *
 * @param index of the part, from 0
 * @param rows number of images of each part of the table that are measured
 * @param started when the stage was split
 */
public record MeasurementShard(StageTask<CorruptSpec> task, int index, List<Long> rows, Instant started)
        implements Serializable {
    public MeasurementShard {
        rows = List.copyOf(rows);
    }

    /** The shards of a stage, one a part. */
    public static List<MeasurementShard> split(StageTask<CorruptSpec> task) throws IOException {
        Instant started = Instant.now();
        Folder dataset = task.inputFolder("dataset");
        List<Long> rows = rows(task.spec(), dataset);
        List<MeasurementShard> shards = IntStream.range(0, rows.size())
                .mapToObj(index -> new MeasurementShard(task, index, rows, started))
                .toList();
        ProgressLog.truncateAfter(task.work(), shards.get(0).imagesDone());
        return shards;
    }

    private static List<Long> rows(CorruptSpec spec, Folder dataset) throws IOException {
        List<Long> rows = new ArrayList<>();
        long left = spec.heldOut() > 0 ? spec.heldOut() : Long.MAX_VALUE;
        for (String part : Tables.parts(dataset, spec.table())) {
            try (TableReader<Image> reader = TableReader.open(dataset, part, Image.class)) {
                rows.add(Math.min(left, reader.rows()));
                left -= rows.get(rows.size() - 1);
            }
            if (left == 0) {
                return rows;
            }
        }
        if (spec.heldOut() > 0) {
            throw new IllegalArgumentException(spec.heldOut() + " held-out images are to be measured, but "
                    + dataset.location() + " has " + (spec.heldOut() - left));
        }
        return rows;
    }

    /**
     * Corrupts the images of the part.
     *
     * @param corruptors gives what applies a corruption to images of a shape
     */
    public Done measure(BiFunction<Corruption, ImageShape, Corruptor> corruptors) throws IOException {
        if (isFinished()) {
            return new Done(this, 0);
        }
        Folder dataset = task.inputFolder("dataset");
        String part = Tables.parts(dataset, task.spec().table()).get(index);
        TableWriter.write(task.work(), output(index), Measurement.class, out -> new PartCorruption(
                        task.spec(), dataset, part, rows.get(index))
                .run(corruptors, out));
        long done = imagesDone();
        try (ProgressLog log = ProgressLog.open(task.work())) {
            log.append(new ProgressLine(System.currentTimeMillis(), done, images(), "img", Map.of(), ""));
        }
        return new Done(this, rows.get(index));
    }

    /** Images of the whole stage. */
    public long images() {
        return rows.stream().mapToLong(Long::longValue).sum();
    }

    private long imagesDone() throws IOException {
        List<String> present = task.work().list();
        return IntStream.range(0, rows.size())
                .filter(i -> present.contains(output(i)))
                .mapToLong(rows::get)
                .sum();
    }

    private boolean isFinished() throws IOException {
        return Tables.isWhole(task.work(), output(index), Measurement.class, rows.get(index));
    }

    private String output(int part) {
        return Files.part(Files.MEASUREMENTS, part, rows.size());
    }

    /**
     * A shard whose part of measurements lies in the work folder.
     *
     * @param corrupted images corrupted now, and not by an earlier attempt
     */
    public record Done(MeasurementShard shard, long corrupted) implements Serializable {}
}
