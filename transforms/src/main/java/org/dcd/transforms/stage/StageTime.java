package org.dcd.transforms.stage;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.dcd.schemas.stage.StageResult;

/**
 * Time of a stage that is divided into shards, as {@link StageResult} tells it: its own work alone, however many other
 * stages were at work on the same workers in between.
 *
 * @param started when it was divided
 * @param seconds dividing it, then its shards on the process that counted most, then gathering them
 *     ({@link WorkClock}); an earlier attempt that was cut off does not count
 * @param elapsed seconds from the start to now, waiting included
 */
public record StageTime(Instant started, double seconds, double elapsed) {
    /** Of a stage that ends now. */
    public static StageTime of(Worked divided, Collection<Worked> shards, Worked gathered) {
        Map<String, Double> byProcess = new HashMap<>();
        shards.forEach(shard -> byProcess.merge(shard.process(), shard.seconds(), Double::sum));
        return of(divided, byProcess, gathered);
    }

    /** @param shards seconds that they counted, by process */
    public static StageTime of(Worked divided, Map<String, Double> shards, Worked gathered) {
        double most =
                shards.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double elapsed = Duration.between(divided.started(), Instant.now()).toNanos() * 1e-9;
        // A clock that was set back must not make less than nothing of it.
        return new StageTime(divided.started(), divided.seconds() + most + gathered.seconds(), Math.max(0, elapsed));
    }

    /**
     * Adds the figures of the time: how long it was from start to end, and how many images a second where there are.
     */
    public void addTo(Map<String, Double> figures, long images) {
        figures.put(StageResult.ELAPSED_SECONDS, elapsed);
        if (images > 0 && seconds > 0) {
            figures.put("images-per-second", images / seconds);
        }
    }
}
