package org.dcd.pipelines.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.dcd.pipelines.cli.run.InterruptOptions.OnInterrupt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Interruptions of a launcher, simulated in the thread of the test. */
class InterruptHandlerTest {
    private final List<String> said = new ArrayList<>();
    private boolean hasJob = true;

    private InterruptHandler handler(OnInterrupt onInterrupt, Supplier<String> answers) {
        return new InterruptHandler(Thread.currentThread(), onInterrupt, answers, said::add, () -> hasJob);
    }

    /** Whether this thread, in the role of the run, was interrupted. */
    private static boolean isInterrupted() {
        return Thread.interrupted();
    }

    @AfterEach
    void clear() {
        isInterrupted();
    }

    @Test
    void withoutATerminalARunIsCancelled() {
        InterruptHandler handler = handler(null, null);
        handler.interrupted();

        assertThat(isInterrupted()).isTrue();
        assertThat(handler.isToLeave()).isFalse();
        assertThat(said).singleElement().asString().contains("finished stages are kept");
    }

    @Test
    void theOptionIsFollowedWithoutAsking() {
        InterruptHandler leaving = handler(OnInterrupt.DETACH, () -> "c");
        leaving.interrupted();
        assertThat(isInterrupted()).isTrue();
        assertThat(leaving.isToLeave()).isTrue();
        assertThat(said).isEmpty();

        InterruptHandler cancelling = handler(OnInterrupt.CANCEL, () -> "d");
        cancelling.interrupted();
        assertThat(isInterrupted()).isTrue();
        assertThat(cancelling.isToLeave()).isFalse();
    }

    @Test
    void aTerminalIsAskedOnce() {
        InterruptHandler handler = handler(null, () -> "d");
        handler.interrupted();

        assertThat(said).containsExactly(InterruptHandler.QUESTION);
        assertThat(isInterrupted()).isTrue();
        assertThat(handler.isToLeave()).isTrue();
    }

    @Test
    void enterContinuesAndTheNextInterruptionAsksAgain() {
        List<String> answers = new ArrayList<>(List.of("", "Cancel"));
        InterruptHandler handler = handler(null, () -> answers.remove(0));
        handler.interrupted();
        assertThat(isInterrupted()).isFalse();
        assertThat(said).containsExactly(InterruptHandler.QUESTION, "dcd: still following the run");

        handler.interrupted();

        assertThat(isInterrupted()).isTrue();
        assertThat(handler.isToLeave()).isFalse();
    }

    @Test
    void aSecondInterruptionDuringTheQuestionCancels() {
        InterruptHandler[] itself = new InterruptHandler[1];
        itself[0] = handler(null, () -> {
            itself[0].interrupted();
            return "d";
        });
        itself[0].interrupted();

        assertThat(isInterrupted()).isTrue();
        assertThat(itself[0].isToLeave()).as("the answer came too late").isFalse();
    }

    @Test
    void endOfInputCancels() {
        InterruptHandler handler = handler(null, () -> null);
        handler.interrupted();

        assertThat(isInterrupted()).isTrue();
        assertThat(handler.isToLeave()).isFalse();
    }

    @Test
    void withoutAJobAnInterruptionCancels() {
        hasJob = false;
        InterruptHandler handler = handler(OnInterrupt.DETACH, () -> "d");
        handler.interrupted();

        assertThat(isInterrupted()).isTrue();
        assertThat(handler.isToLeave()).isFalse();
    }
}
