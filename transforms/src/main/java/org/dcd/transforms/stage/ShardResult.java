package org.dcd.transforms.stage;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.stage.WorkTimer.WorkTime;

/**
 * A finished shard of a stage that writes tables of images. Its rows are in the work folder.
 *
 * @param shard the shard, serialisable
 * @param images images processed now; 0 when an earlier attempt had finished the shard
 * @param time time of the work
 */
public record ShardResult<D>(D shard, long images, WorkTime time) implements Serializable {
    /** Processes the images of a shard and returns their number. */
    @FunctionalInterface
    public interface Work {
        /** Returns the number of images processed. */
        long run() throws IOException;
    }

    /** Runs a shard and measures its time. */
    public static <D> ShardResult<D> of(D shard, Work work) throws IOException {
        try (WorkTimer.Span span = WorkTimer.start()) {
            long images = work.run();
            return new ShardResult<>(shard, images, span.time());
        }
    }

    /** Sum of the images of shards. */
    public static long images(List<? extends ShardResult<?>> shards) {
        return shards.stream().mapToLong(ShardResult::images).sum();
    }

    /**
     * The result of a stage whose shards are finished. Adds the figures of {@link StageTime#addTo}.
     *
     * @param split time of dividing the stage
     * @param finish the running span of its last step
     * @param images images for the figure {@code images-per-second}; 0 for none
     */
    public static StageResult ofStage(
            StageTask<?> task,
            WorkTime split,
            List<? extends ShardResult<?>> shards,
            WorkTimer.Span finish,
            long images,
            Map<String, Double> figures) {
        StageTime time =
                StageTime.of(split, shards.stream().map(ShardResult::time).toList(), finish.time());
        time.addTo(figures, images);
        return new StageResult(task, List.of(), figures, List.of(), List.of(), time.started(), time.seconds());
    }
}
