package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.beam.sdk.util.SerializableUtils;
import org.dcd.transforms.stage.score.ScorePartial;
import org.dcd.transforms.stage.score.ScorePartials;
import org.dcd.transforms.stage.score.ScoreWork;
import org.junit.jupiter.api.Test;

/** Merging the results of shards, with the accumulators of scores. */
class MergeFnTest {
    private final MergeFn<ScorePartial, ScorePartial> fn = new MergeFn<>(new ScoreWork(1, (corruption, shape) -> {
        throw new IllegalStateException("nothing is corrupted here");
    }));

    private MergeFn.Sum<ScorePartial> sum(ScorePartial... partials) {
        MergeFn.Sum<ScorePartial> sum = fn.createAccumulator();
        for (ScorePartial partial : partials) {
            sum = fn.addInput(sum, new Attempt<>(partial, null));
        }
        return SerializableUtils.clone(sum);
    }

    private double[] mean(List<MergeFn.Sum<ScorePartial>> sums) throws Exception {
        return ScorePartials.mean(fn.extractOutput(fn.mergeAccumulators(sums)).value());
    }

    /** A runner may check that inputs do not change, and may use an input again after a failure. */
    @Test
    void inputsRemainUnchanged() throws Exception {
        ScorePartial first = ScorePartials.ofValues(0, 1, 2, 3);
        ScorePartial second = ScorePartials.ofValues(3, 4, 5);

        assertThat(mean(List.of(sum(first, second)))).containsExactly(3);
        assertThat(ScorePartials.mean(first)).containsExactly(2);
        assertThat(ScorePartials.mean(second)).containsExactly(4.5);
    }

    @Test
    void accumulatorsTravelAndMergeInAnyOrder() throws Exception {
        ScorePartial first = ScorePartials.ofValues(0, 1, 2);
        ScorePartial second = ScorePartials.ofValues(2, 3, 8);

        assertThat(mean(List.of(sum(), sum(second), sum(first)))).containsExactly(3.5);
        assertThat(mean(List.of(sum(first), sum(), sum(second)))).containsExactly(3.5);
    }

    @Test
    void theFirstErrorEndsTheMerge() {
        MergeFn.Sum<ScorePartial> failed =
                fn.addInput(sum(ScorePartials.ofValues(0, 1)), Attempt.failed(new IllegalStateException("no memory")));
        MergeFn.Sum<ScorePartial> merged =
                fn.mergeAccumulators(List.of(sum(ScorePartials.ofValues(1, 2)), SerializableUtils.clone(failed)));

        assertThat(fn.extractOutput(merged).error()).hasMessageContaining("no memory");
        assertThat(fn.extractOutput(merged).value()).isNull();
    }

    @Test
    void nothingToMergeIsAnError() {
        assertThatThrownBy(() -> fn.extractOutput(fn.createAccumulator())).hasMessageContaining("no results");
    }
}
