package org.dcd.transforms.stage.corrupt;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dcd.schemas.Count;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableReader;
import org.dcd.schemas.table.TableWriter;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.measurement.Corruptor;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.ShardResult;
import org.dcd.transforms.stage.WorkTimer;
import org.dcd.transforms.stage.WorkTimer.WorkTime;

/**
 * A shard of a corrupt stage. Part i of the table of images becomes part i of the table of measurements. A part that an
 * earlier attempt finished is kept.
 *
 * @param part file name of the images
 * @param rows number of images to measure, the first ones of the part
 * @param index index of the part, from 0
 * @param parts number of parts of the table of measurements
 * @param images number of images of the whole stage
 * @param split time of dividing the stage
 */
record MeasurementShard(
        StageTask<CorruptSpec> task, String part, long rows, int index, int parts, long images, WorkTime split)
        implements Serializable {
    private static final String UNIT = "img";

    /** The table of images that a stage measures: of the data set, or of a restore stage. */
    record SourceTable(Folder folder, String table, Origin origin) {
        private static final String RESTORED = "restored";

        static SourceTable of(StageTask<CorruptSpec> task) {
            return task.hasInput(RESTORED)
                    ? new SourceTable(task.inputFolder(RESTORED), FileNames.RESTORED, Origin.GENERATED)
                    : new SourceTable(task.inputFolder("dataset"), task.spec().table(), Origin.CLEAN);
        }
    }

    /**
     * Divides a stage into one shard for each part.
     *
     * @throws IllegalArgumentException when there are fewer held-out images than the stage is to measure
     */
    static List<MeasurementShard> split(StageTask<CorruptSpec> task) throws IOException {
        try (WorkTimer.Span span = WorkTimer.start()) {
            return split(task, span);
        }
    }

    private static List<MeasurementShard> split(StageTask<CorruptSpec> task, WorkTimer.Span span) throws IOException {
        Map<String, Long> rows = rows(task.spec(), SourceTable.of(task));
        long images = rows.values().stream().mapToLong(Long::longValue).sum();
        WorkTime split = span.time();
        List<MeasurementShard> shards = new ArrayList<>();
        for (Map.Entry<String, Long> part : rows.entrySet()) {
            shards.add(new MeasurementShard(
                    task, part.getKey(), part.getValue(), shards.size(), rows.size(), images, split));
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

    /** Number of images to measure in each part, in the order of the parts. */
    private static Map<String, Long> rows(CorruptSpec spec, SourceTable images) throws IOException {
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
     * Measures the images of the part.
     *
     * @param corruptors create what applies the corruption
     */
    ShardResult<MeasurementShard> measure(Corruptor.Factory corruptors) throws IOException {
        return ShardResult.of(this, () -> {
            if (Tables.isWhole(task.work(), output(), Measurement.class, rows)) {
                return 0;
            }
            TableWriter.write(task.work(), output(), Measurement.class, out -> new PartCorruption(
                            task.spec(), SourceTable.of(task), part, rows)
                    .run(corruptors, out));
            ProgressLog.advance(task.work(), rows, images, UNIT);
            return rows;
        });
    }

    private String output() {
        return FileNames.part(FileNames.MEASUREMENTS, index, parts);
    }
}
