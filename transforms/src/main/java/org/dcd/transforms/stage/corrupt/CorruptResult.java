package org.dcd.transforms.stage.corrupt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.StageTime;
import org.dcd.transforms.stage.WorkClock;
import org.dcd.transforms.stage.Worked;

/** What a corruption stage reports when all its shards are done. */
public final class CorruptResult {
    private CorruptResult() {}

    /**
     * Gathers the shards of one stage, at least one. Figures: {@code images}, and {@code images-per-second} unless an
     * earlier attempt had finished them all.
     */
    public static StageResult of(Iterable<MeasurementShard.Done> shards) throws IOException {
        try (WorkClock.Piece piece = WorkClock.begin()) {
            return of(shards, piece);
        }
    }

    private static StageResult of(Iterable<MeasurementShard.Done> shards, WorkClock.Piece piece) throws IOException {
        List<Worked> worked = new ArrayList<>();
        long corrupted = 0;
        for (MeasurementShard.Done done : shards) {
            corrupted += done.corrupted();
            worked.add(done.worked());
        }
        MeasurementShard any = shards.iterator().next().shard();
        long measurements = Tables.rows(any.task().work(), FileNames.MEASUREMENTS, Measurement.class);
        if (measurements != any.images()) {
            throw new IllegalStateException("stage " + any.task().name() + " took " + measurements + " measurements of "
                    + any.images() + " images");
        }
        ProgressLog.atLeast(any.task().work(), any.images(), any.images(), "img");
        StageTime time = StageTime.of(any.divided(), worked, piece.worked());
        Map<String, Double> figures = new HashMap<>(Map.of("images", (double) any.images()));
        time.addTo(figures, corrupted);
        return new StageResult(any.task(), List.of(), figures, List.of(), List.of(), time.started(), time.seconds());
    }
}
