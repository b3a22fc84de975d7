package org.dcd.transforms.stage.sample;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.Image;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.StageTime;
import org.dcd.transforms.stage.WorkClock;
import org.dcd.transforms.stage.Worked;

/** What a sample stage reports when all its shards are done. */
public final class SampleResult {
    private SampleResult() {}

    /**
     * Gathers the shards of one stage, at least one. Figures: {@code images}, {@code nfe}, and
     * {@code images-per-second} unless an earlier attempt had drawn them all.
     */
    public static StageResult of(Iterable<SampleShard.Done> shards) throws IOException {
        try (WorkClock.Piece piece = WorkClock.begin()) {
            return of(shards, piece);
        }
    }

    private static StageResult of(Iterable<SampleShard.Done> shards, WorkClock.Piece piece) throws IOException {
        List<Worked> worked = new ArrayList<>();
        long drawn = 0;
        for (SampleShard.Done done : shards) {
            drawn += done.drawn();
            worked.add(done.worked());
        }
        SampleShard any = shards.iterator().next().shard();
        StageTask<SampleSpec> task = any.task();
        long samples = Tables.rows(task.work(), FileNames.SAMPLES, Image.class);
        if (samples != task.spec().count()) {
            throw new IllegalStateException("stage " + task.name() + " drew " + samples + " images of "
                    + task.spec().count());
        }
        ProgressLog.atLeast(task.work(), samples, samples, "img");
        StageTime time = StageTime.of(any.divided(), worked, piece.worked());
        Map<String, Double> figures = new HashMap<>();
        figures.put("images", (double) samples);
        figures.put("nfe", (double) RowSampler.nfe(task.spec(), task.spec().stopSigma(task)));
        time.addTo(figures, drawn);
        return new StageResult(task, List.of(), figures, List.of(), List.of(), time.started(), time.seconds());
    }
}
