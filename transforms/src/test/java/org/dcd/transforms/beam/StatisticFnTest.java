package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.util.CoderUtils;
import org.dcd.transforms.stage.score.ScorePartial;
import org.dcd.transforms.stage.score.ScorePartials;
import org.junit.jupiter.api.Test;

class StatisticFnTest {
    private static final StatisticFn FN = new StatisticFn();
    private static final Coder<ScorePartial> CODER =
            FN.getAccumulatorCoder(CoderRegistry.createDefault(), StatisticFn.CODER);

    private static ScorePartial sent(ScorePartial partial) throws Exception {
        return CoderUtils.clone(CODER, partial);
    }

    /** A runner may check that inputs do not change, and may use an input again after a failure. */
    @Test
    void inputsStayAsTheyAre() throws Exception {
        ScorePartial first = ScorePartials.ofValues(0, 1, 2, 3);
        ScorePartial second = ScorePartials.ofValues(3, 4, 5);
        ScorePartial found = FN.addInput(FN.addInput(FN.createAccumulator(), first), second);

        assertThat(ScorePartials.mean(FN.extractOutput(found))).containsExactly(3);
        assertThat(ScorePartials.mean(first)).containsExactly(2);
        assertThat(ScorePartials.mean(second)).containsExactly(4.5);
    }

    @Test
    void accumulatorsTravelAndMergeInAnyOrder() throws Exception {
        ScorePartial empty = sent(FN.createAccumulator());
        ScorePartial first = sent(FN.addInput(FN.createAccumulator(), ScorePartials.ofValues(0, 1, 2)));
        ScorePartial second = sent(FN.addInput(FN.createAccumulator(), sent(ScorePartials.ofValues(2, 3, 8))));

        assertThat(ScorePartials.mean(FN.mergeAccumulators(List.of(empty, second, first)))).containsExactly(3.5);
        assertThat(ScorePartials.mean(FN.mergeAccumulators(List.of(first, second, empty)))).containsExactly(3.5);
    }
}
