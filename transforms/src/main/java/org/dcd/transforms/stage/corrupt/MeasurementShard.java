package org.dcd.transforms.stage.corrupt;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.dcd.schemas.Count;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableReader;
import org.dcd.schemas.table.TableWriter;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.WorkClock;
import org.dcd.transforms.stage.Worked;

/**
 * The share of a corruption stage that one worker does: a part of the table of images becomes the part of measurements
 * of the same index. A part that an earlier attempt finished is kept.
 *
 * @param part file of the images
 * @param rows images of the part that are measured, the first ones
 * @param index of the part, from 0
 * @param parts of the table of measurements
 * @param images of the whole stage
 * @param divided the work of dividing the stage
 */
public record MeasurementShard(
        StageTask<CorruptSpec> task, String part, long rows, int index, int parts, long images, Worked divided)
        implements Serializable {
    private static final String UNIT = "img";

    /** The shards of a stage, one a part. */
    public static List<MeasurementShard> split(StageTask<CorruptSpec> task) throws IOException {
        try (WorkClock.Piece piece = WorkClock.begin()) {
            return split(task, piece);
        }
    }

    private static List<MeasurementShard> split(StageTask<CorruptSpec> task, WorkClock.Piece piece) throws IOException {
        Map<String, Long> rows = rows(task.spec(), MeasuredImages.of(task));
        long images = rows.values().stream().mapToLong(Long::longValue).sum();
        Worked divided = piece.worked();
        List<MeasurementShard> shards = new ArrayList<>();
        for (Map.Entry<String, Long> part : rows.entrySet()) {
            shards.add(new MeasurementShard(
                    task, part.getKey(), part.getValue(), shards.size(), rows.size(), images, divided));
        }
        Set<String> present = new HashSet<>(task.work().list());
        long done = shards.stream()
                .filter(shard -> present.contains(shard.output()))
                .mapToLong(MeasurementShard::rows)
                .sum();
        ProgressLog.truncateAfter(task.work(), done);
        ProgressLog.atLeast(task.work(), done, images, UNIT);
        return shards;
    }

    /** Number of images of each part that are measured, in the order of the parts. */
    private static Map<String, Long> rows(CorruptSpec spec, MeasuredImages images) throws IOException {
        Map<String, Long> rows = new LinkedHashMap<>();
        long left = spec.heldOut() > 0 ? spec.heldOut() : Long.MAX_VALUE;
        for (String part : Tables.parts(images.folder(), images.table())) {
            try (TableReader<Image> reader = TableReader.open(images.folder(), part, Image.class)) {
                rows.put(part, Math.min(left, reader.rows()));
                left -= rows.get(part);
            }
            if (left == 0) {
                return rows;
            }
        }
        if (spec.heldOut() > 0) {
            throw new IllegalArgumentException(Count.of(spec.heldOut(), "held-out image") + " are to be measured, but "
                    + images.folder().location() + " has " + (spec.heldOut() - left));
        }
        return rows;
    }

    /**
     * Corrupts the images of the part.
     *
     * @param corruptors gives what applies a corruption to images of a shape
     */
    public Done measure(BiFunction<Corruption, ImageShape, Corruptor> corruptors) throws IOException {
        try (WorkClock.Piece piece = WorkClock.begin()) {
            long corrupted = corrupt(corruptors);
            return new Done(this, corrupted, piece.worked());
        }
    }

    private long corrupt(BiFunction<Corruption, ImageShape, Corruptor> corruptors) throws IOException {
        if (isFinished()) {
            return 0;
        }
        TableWriter.write(task.work(), output(), Measurement.class, out -> new PartCorruption(
                        task.spec(), MeasuredImages.of(task), part, rows)
                .run(corruptors, out));
        ProgressLog.advance(task.work(), rows, images, UNIT);
        return rows;
    }

    private boolean isFinished() throws IOException {
        return Tables.isWhole(task.work(), output(), Measurement.class, rows);
    }

    private String output() {
        return FileNames.part(FileNames.MEASUREMENTS, index, parts);
    }

    /**
     * A shard whose part of measurements lies in the work folder.
     *
     * @param corrupted images corrupted now, and not by an earlier attempt
     */
    public record Done(MeasurementShard shard, long corrupted, Worked worked) implements Serializable {}
}
