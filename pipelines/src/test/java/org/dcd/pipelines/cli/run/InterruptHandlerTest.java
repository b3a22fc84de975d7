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

    private InterruptHandler attendance(OnInterrupt told, Supplier<String> answers) {
        return new InterruptHandler(Thread.currentThread(), told, answers, said::add, () -> hasJob);
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
        InterruptHandler attendance = attendance(null, null);
        attendance.interrupted();

        assertThat(isInterrupted()).isTrue();
        assertThat(attendance.isToLeave()).isFalse();
        assertThat(said).singleElement().asString().contains("finished stages are kept");
    }

    @Test
    void theOptionIsFollowedWithoutAsking() {
        InterruptHandler leaving = attendance(OnInterrupt.DETACH, () -> "c");
        leaving.interrupted();
        assertThat(isInterrupted()).isTrue();
        assertThat(leaving.isToLeave()).isTrue();
        assertThat(said).isEmpty();

        InterruptHandler cancelling = attendance(OnInterrupt.CANCEL, () -> "d");
        cancelling.interrupted();
        assertThat(isInterrupted()).isTrue();
        assertThat(cancelling.isToLeave()).isFalse();
    }

    @Test
    void aTerminalIsAskedOnce() {
        InterruptHandler attendance = attendance(null, () -> "d");
        attendance.interrupted();

        assertThat(said).containsExactly(InterruptHandler.QUESTION);
        assertThat(isInterrupted()).isTrue();
        assertThat(attendance.isToLeave()).isTrue();
    }

    @Test
    void enterContinuesAndTheNextInterruptionAsksAgain() {
        List<String> answers = new ArrayList<>(List.of("", "Cancel"));
        InterruptHandler attendance = attendance(null, () -> answers.remove(0));
        attendance.interrupted();
        assertThat(isInterrupted()).isFalse();
        assertThat(said).containsExactly(InterruptHandler.QUESTION, "dcd: still following the run");

        attendance.interrupted();

        assertThat(isInterrupted()).isTrue();
        assertThat(attendance.isToLeave()).isFalse();
    }

    @Test
    void aSecondInterruptionDuringTheQuestionCancels() {
        InterruptHandler[] itself = new InterruptHandler[1];
        itself[0] = attendance(null, () -> {
            itself[0].interrupted();
            return "d";
        });
        itself[0].interrupted();

        assertThat(isInterrupted()).isTrue();
        assertThat(itself[0].isToLeave()).as("the answer came too late").isFalse();
    }

    @Test
    void endOfInputCancels() {
        InterruptHandler attendance = attendance(null, () -> null);
        attendance.interrupted();

        assertThat(isInterrupted()).isTrue();
        assertThat(attendance.isToLeave()).isFalse();
    }

    @Test
    void withoutAJobAnInterruptionCancels() {
        hasJob = false;
        InterruptHandler attendance = attendance(OnInterrupt.DETACH, () -> "d");
        attendance.interrupted();

        assertThat(isInterrupted()).isTrue();
        assertThat(attendance.isToLeave()).isFalse();
    }
}
