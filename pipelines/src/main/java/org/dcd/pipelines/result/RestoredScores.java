package org.dcd.pipelines.result;

import java.util.List;
import org.dcd.schemas.Score;
import org.dcd.transforms.metric.ScoreNames;

/**
 * Separates the scores of restored images from those of samples. In an experiment only restored images have scores of
 * image pairs.
 */
public final class RestoredScores {
    private RestoredScores() {}

    /** The scores of restored images. */
    public static List<Score> of(List<Score> scores) {
        return scores.stream().filter(RestoredScores::isOfRestoredImages).toList();
    }

    /** All other scores. */
    public static List<Score> without(List<Score> scores) {
        return scores.stream().filter(score -> !isOfRestoredImages(score)).toList();
    }

    private static boolean isOfRestoredImages(Score score) {
        return ScoreNames.isOfPairs(score.getMetric());
    }
}
