package org.dcd.transforms.sampling;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.Image;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.stage.Files;
import org.dcd.transforms.stage.SampleSpec;

/** What a sample stage reports when all its shards are done. */
public final class SampleResult {
    private SampleResult() {}

    /**
     * Gathers the shards of one stage, at least one. Figures: {@code images}, {@code nfe}, and
     * {@code images-per-second} unless an earlier attempt had drawn them all.
     */
    public static StageResult of(Iterable<SampleShard.Done> shards) throws IOException {
        long drawn = 0;
        for (SampleShard.Done done : shards) {
            drawn += done.drawn();
        }
        SampleShard any = shards.iterator().next().shard();
        StageTask<SampleSpec> task = any.task();
        long samples = Tables.rows(task.work(), Files.SAMPLES, Image.class);
        if (samples != task.spec().count()) {
            throw new IllegalStateException("stage " + task.name() + " drew " + samples + " images of "
                    + task.spec().count());
        }
        ProgressLog.atLeast(task.work(), samples, samples, "img");
        double seconds = Duration.between(any.started(), Instant.now()).toNanos() * 1e-9;
        Map<String, Double> figures = new HashMap<>();
        figures.put("images", (double) samples);
        figures.put("nfe", (double) RowSampler.nfe(task.spec()));
        if (drawn > 0) {
            figures.put("images-per-second", drawn / seconds);
        }
        return new StageResult(task, List.of(), figures, List.of(), List.of(), any.started(), seconds);
    }
}
