package org.dcd.transforms.beam;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.dcd.transforms.stage.score.ScorePartial;

/**
 * Merges what the shards of a score stage have found. Some runners combine what a bundle holds before they shuffle;
 * Beam's Flink runner does not, and one worker merges all of a stage. So a shard adds up its own images first.
 */
public final class StatisticFn extends CombineFn<ScorePartial, ScorePartial, ScorePartial> {
    static final Coder<ScorePartial> CODER = SerializableCoder.of(ScorePartial.class);

    @Override
    public ScorePartial createAccumulator() {
        return new ScorePartial();
    }

    @Override
    public ScorePartial addInput(ScorePartial found, ScorePartial shard) {
        found.merge(shard);
        return found;
    }

    @Override
    public ScorePartial mergeAccumulators(Iterable<ScorePartial> accumulators) {
        ScorePartial merged = new ScorePartial();
        accumulators.forEach(merged::merge);
        return merged;
    }

    @Override
    public ScorePartial extractOutput(ScorePartial found) {
        return found;
    }

    @Override
    public Coder<ScorePartial> getAccumulatorCoder(CoderRegistry registry, Coder<ScorePartial> inputCoder) {
        return CODER;
    }

    @Override
    public Coder<ScorePartial> getDefaultOutputCoder(CoderRegistry registry, Coder<ScorePartial> inputCoder) {
        return CODER;
    }
}
