package org.dcd.pipelines.cli.run;

import java.util.List;
import org.dcd.schemas.Score;

/** Scores of one finished run. */
record SeedRun(long seed, List<Score> scores) {
    SeedRun {
        scores = List.copyOf(scores);
    }
}
