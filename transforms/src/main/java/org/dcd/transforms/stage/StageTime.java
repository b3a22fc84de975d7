package org.dcd.transforms.stage;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.dcd.schemas.stage.StageResult;
import org.dcd.transforms.stage.WorkTimer.WorkTime;

/**
 * Time of a stage that is divided into shards, as {@link StageResult} defines it: its own work only, without that of
 * other stages that ran on the same workers at the same time. The work of earlier attempts does not count.
 *
 * @param started when the stage was divided
 * @param seconds time of dividing it, plus that of its shards on the process that counted most, plus that of its last
 *     step ({@link WorkTimer})
 * @param elapsed seconds from the start until now, with waiting
 */
public record StageTime(Instant started, double seconds, double elapsed) {
    /** Time of a stage that ends now. */
    public static StageTime of(WorkTime split, Collection<WorkTime> shards, WorkTime finish) {
        Map<String, Double> byProcess = new HashMap<>();
        shards.forEach(shard -> byProcess.merge(shard.process(), shard.seconds(), Double::sum));
        return of(split, byProcess, finish);
    }

    /**
     * Time of a stage that ends now.
     *
     * @param shards seconds of its shards by process
     */
    public static StageTime of(WorkTime split, Map<String, Double> shards, WorkTime finish) {
        double most =
                shards.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double elapsed = Duration.between(split.started(), Instant.now()).toNanos() * 1e-9;
        // The clock may have been set back.
        return new StageTime(split.started(), split.seconds() + most + finish.seconds(), Math.max(0, elapsed));
    }

    /**
     * Adds the figures {@code elapsed-seconds} and, where there are images, {@code images-per-second}.
     *
     * @param images number of images processed
     */
    public void addTo(Map<String, Double> figures, long images) {
        figures.put(StageResult.ELAPSED_SECONDS, elapsed);
        if (images > 0 && seconds > 0) {
            figures.put("images-per-second", images / seconds);
        }
    }
}
