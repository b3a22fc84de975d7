package org.dcd.pipelines.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.dcd.schemas.stage.ProgressLine;
import org.junit.jupiter.api.Test;

class ProgressTextTest {
    private static final StageProgress TEACHER = new StageProgress(
            "teacher",
            StageProgress.State.RUNNING,
            61,
            new ProgressLine(0, 104_000, 200_000, "img", Map.of("loss", 0.2345), ""),
            Map.of("loss", 0.2345),
            1234.4);

    @Test
    void aLiveLineShowsShareTimeLeftRateLossAndCount() {
        assertThat(ProgressText.live(TEACHER, 120))
                .isEqualTo("  teacher                  ▕████████▎       ▏  52%  1 min 18 s left  1,234 img/s"
                        + "  loss 0.2345  104,000/200,000 img");
    }

    @Test
    void liveLinesFitNarrowTerminals() {
        for (int width = 20; width < 120; width++) {
            assertThat(ProgressText.live(TEACHER, width).length()).isLessThanOrEqualTo(width);
        }
        assertThat(ProgressText.live(TEACHER, 70)).contains("52%", "left").doesNotContain("loss");
    }

    @Test
    void aLineOfALogHasNoBar() {
        assertThat(ProgressText.plain(TEACHER))
                .isEqualTo("teacher: 52%, 1 min 18 s left, 1,234 img/s, loss 0.2345, 104,000/200,000 img");
    }

    @Test
    void theProximalDistanceIsShownInsteadOfTheLoss() {
        StageProgress distil = new StageProgress(
                "distil",
                StageProgress.State.RUNNING,
                5,
                new ProgressLine(0, 1, 2, "img", Map.of(), ""),
                Map.of("generator-loss", -3.0, "proximal-fd", 0.7),
                0);
        assertThat(ProgressText.plain(distil)).isEqualTo("distil: 50%, distance 0.7000, 1/2 img");
    }

    @Test
    void barsAreEmptyAndFullAtTheEnds() {
        assertThat(ProgressText.bar(0)).isEqualTo("▕                ▏");
        assertThat(ProgressText.bar(1)).isEqualTo("▕████████████████▏");
    }
}
