package org.dcd.pipelines.cli.run;

import java.util.List;
import org.dcd.schemas.Score;

/** The scores of one finished run and its seed. */
record SeedScores(long seed, List<Score> scores) {
    SeedScores {
        scores = List.copyOf(scores);
    }
}
