package org.dcd.transforms.stage.score;

import java.util.Arrays;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.Accumulator;
import org.dcd.transforms.metric.Fd;
import org.dcd.transforms.metric.FeatureBatch;
import org.dcd.transforms.metric.SetPart;

/** Partial results for tests: the mean of numbers. */
public final class ScorePartials {
    private ScorePartials() {}

    /** A partial result of images with one value each, from a position on; means need two. */
    public static ScorePartial ofValues(int first, float... values) {
        Accumulator moments = new Fd().accumulator(SetPart.whole(new ImageShape(1, 1, 1), values.length));
        moments.add(FeatureBatch.of(first, values.length, values));
        ScorePartial partial = new ScorePartial();
        partial.put(0, "mean", moments);
        return partial;
    }

    public static double[] mean(ScorePartial partial) throws Exception {
        return Arrays.copyOf(partial.accumulator(0, "mean").gaussian().mean(), 1);
    }
}
