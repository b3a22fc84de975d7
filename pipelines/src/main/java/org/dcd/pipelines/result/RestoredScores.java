package org.dcd.pipelines.result;

import java.util.List;
import org.dcd.schemas.Score;
import org.dcd.transforms.metric.ScoreNames;

/**
 * Scores that compare restored images with the clean ones that they should be: in an experiment no others are of pairs.
 */
public final class RestoredScores {
    private RestoredScores() {}

    /** Those. */
    public static List<Score> of(List<Score> scores) {
        return scores.stream().filter(RestoredScores::isOne).toList();
    }

    /** The others. */
    public static List<Score> without(List<Score> scores) {
        return scores.stream().filter(score -> !isOne(score)).toList();
    }

    private static boolean isOne(Score score) {
        return ScoreNames.isOfPairs(score.getMetric());
    }
}
