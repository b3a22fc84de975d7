package org.dcd.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One line for many stages, repeated only when it changes. */
class WaitMessagesTest {
    private static final String ONE = "process 4711 of this machine, since 2026-11-26T10:11:12Z";
    private static final String TWO = "process 12 of another machine, since 2026-11-26T10:20:00Z";

    private final List<String> messages = new ArrayList<>();
    private long now = Duration.ofDays(1).toNanos();
    private final WaitMessages waiting = new WaitMessages(messages::add, () -> now);

    private void add(String holder, int stages) {
        for (int i = 0; i < stages; i++) {
            waiting.add("stage " + i, holder, "work/" + i);
        }
    }

    @Test
    void manyStagesOfOneRunAreOneLine() {
        for (int polls = 0; polls < 100; polls++) {
            add(ONE, 18);
            waiting.report();
        }

        assertThat(messages).containsExactly("waiting for 18 stages, which another run makes: " + ONE);
        assertThat(messages.get(0).length()).isLessThan(120);
    }

    @Test
    void oneStageIsNamed() {
        waiting.add("teacher", ONE, "work");
        waiting.report();

        assertThat(messages).containsExactly("waiting for teacher, which another run makes: " + ONE);
    }

    @Test
    void aChangedNumberIsReportedEveryFewMinutes() {
        add(ONE, 18);
        waiting.report();
        now += Duration.ofMinutes(4).toNanos();
        add(ONE, 17);
        waiting.report();
        assertThat(messages).hasSize(1);

        now += Duration.ofMinutes(2).toNanos();
        add(ONE, 16);
        waiting.report();
        assertThat(messages).hasSize(2).last().isEqualTo("waiting for 16 stages, which another run makes: " + ONE);

        now += Duration.ofHours(1).toNanos();
        add(ONE, 16);
        waiting.report();
        assertThat(messages).as("nothing has changed").hasSize(2);
    }

    @Test
    void anotherRunIsReportedImmediately() {
        add(ONE, 3);
        waiting.report();
        add(ONE, 2);
        waiting.add("distil", TWO, "work");
        waiting.report();

        assertThat(messages)
                .hasSize(2)
                .last()
                .isEqualTo("waiting for 3 stages, which other runs make: 1 by " + TWO + "; 2 by " + ONE);
    }

    @Test
    void withoutStagesNothingIsReported() {
        waiting.report();
        add(ONE, 3);
        waiting.report();
        now += Duration.ofHours(1).toNanos();
        waiting.report();

        assertThat(messages).hasSize(1);
    }
}
