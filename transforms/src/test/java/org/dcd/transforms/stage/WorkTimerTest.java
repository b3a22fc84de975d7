package org.dcd.transforms.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dcd.schemas.stage.StageResult;
import org.dcd.transforms.stage.WorkTimer.WorkTime;
import org.junit.jupiter.api.Test;

class WorkTimerTest {
    private long now = 1_000;
    private final WorkTimer timer = new WorkTimer(() -> now);

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void aSingleSpanCountsAllTheTime() {
        pass(50);
        WorkTimer.Span span = timer.open();
        pass(3);
        assertThat(span.time().seconds()).isEqualTo(3);
        pass(4);
        assertThat(span.time().seconds()).isEqualTo(7);
    }

    @Test
    void concurrentSpansShareTheTime() {
        WorkTimer.Span a = timer.open();
        pass(2);
        WorkTimer.Span b = timer.open();
        pass(6);
        double ofB = b.time().seconds();
        b.close();
        b.close();
        pass(1);
        double ofA = a.time().seconds();
        a.close();
        pass(100);
        WorkTimer.Span later = timer.open();
        pass(5);

        assertThat(ofB).isEqualTo(3);
        assertThat(ofA).isEqualTo(2 + 3 + 1);
        assertThat(later.time().seconds()).isEqualTo(5);
    }

    @Test
    void theLongestProcessDeterminesTheTimeOfAStage() {
        Instant start = Instant.now().minusSeconds(60);
        StageTime time = StageTime.of(
                new WorkTime(start, 1, "here"),
                List.of(
                        new WorkTime(start, 4, "one"),
                        new WorkTime(start, 5, "one"),
                        new WorkTime(start, 7, "two"),
                        new WorkTime(start, 0.5, "here")),
                new WorkTime(start, 2, "there"));
        Map<String, Double> figures = new HashMap<>();
        time.addTo(figures, 24);

        assertThat(time.seconds()).isEqualTo(1 + 9 + 2);
        assertThat(time.started()).isEqualTo(start);
        assertThat(figures.get(StageResult.ELAPSED_SECONDS)).isCloseTo(60, within(30.0));
        assertThat(figures).containsEntry("images-per-second", 2.0);
    }

    @Test
    void aStageWhoseClockWasSetBackAndThatDidNothingHasFiniteFigures() {
        WorkTime nothing = new WorkTime(Instant.now().plusSeconds(600), 0, "here");
        Map<String, Double> figures = new HashMap<>();
        StageTime.of(nothing, List.of(), nothing).addTo(figures, 10);

        assertThat(figures).containsExactly(Map.entry(StageResult.ELAPSED_SECONDS, 0.0));
    }
}
