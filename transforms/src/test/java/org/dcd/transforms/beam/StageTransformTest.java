package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcd.examples.TallyKind;
import org.dcd.examples.TallySpec;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageFailure;
import org.dcd.schemas.stage.StageOutcome;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.contract.TestIds;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageKinds;
import org.dcd.transforms.stage.StageWork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stages of a user-defined kind, and errors. */
class StageTransformTest {
    @TempDir
    Path root;

    private StageTask<TallySpec> task(String name, String broken) {
        return new StageTask<>(
                TestIds.of("tally", name),
                name,
                new TallySpec(List.of("a", "b", "a", "a"), broken),
                List.of(),
                Folder.at(root.resolve(name).toString()));
    }

    private static StageResult result(StageTask<?> task) {
        return new StageResult(task, List.of(), Map.of(), List.of(), List.of(), Instant.EPOCH, 1);
    }

    @Test
    @SuppressWarnings("unchecked")
    void aKindOfAUserIsFoundByItsNameAndRuns() throws Exception {
        StageKind<TallySpec> kind = (StageKind<TallySpec>) StageKinds.of("tally");
        assertThat(kind).isInstanceOf(TallyKind.class);
        assertThat(StageKinds.codeVersion("tally")).isEqualTo(3);

        List<StageResult> results = DirectRun.run(StageTransform.of(kind), List.of(task("one", "")));

        assertThat(results).singleElement().satisfies(one -> assertThat(one.figures())
                .containsEntry("words", 4.0));
        assertThat(Files.readString(root.resolve("one/tally.txt"))).isEqualTo("{a=3, b=1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "shards", "run", "merge", "finish"})
    void anErrorOfAStepFailsItsStageOnly(String step) {
        List<StageOutcome> outcomes = DirectRun.outcomes(
                StageTransform.of(new TallyKind()), List.of(task("first", ""), task("broken", step), task("last", "")));

        assertThat(outcomes).hasSize(3);
        assertThat(outcomes)
                .filteredOn(outcome -> outcome instanceof StageResult)
                .extracting(outcome -> outcome.task().name())
                .containsExactlyInAnyOrder("first", "last");
        assertThat(outcomes)
                .filteredOn(outcome -> outcome instanceof StageFailure)
                .singleElement()
                .satisfies(outcome -> {
                    assertThat(outcome.task().name()).isEqualTo("broken");
                    assertThat(((StageFailure) outcome).error())
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage(step + " is broken");
                });
    }

    @Test
    void errorsOfTheVirtualMachineAreFailures() {
        List<StageOutcome> whole = outcomes(new StageWork.Whole<>(task -> {
            throw new StackOverflowError("deep");
        }));
        List<StageOutcome> training = outcomes(new StageWork.Training<>((task, engine) -> {
            throw new NoClassDefFoundError("com/example/Missing");
        }));

        assertThat(whole).singleElement().satisfies(outcome -> assertThat(((StageFailure) outcome).error())
                .isInstanceOf(StackOverflowError.class)
                .hasMessage("deep"));
        assertThat(training).singleElement().satisfies(outcome -> assertThat(((StageFailure) outcome).error())
                .isInstanceOf(NoClassDefFoundError.class));
    }

    /** Neither of them is serialisable. */
    private static final class Stuck extends RuntimeException {
        private final List<Object> held = new ArrayList<>(List.of(new Object()));

        Stuck(String message, Throwable cause) {
            super(message, cause);
        }
    }

    @Test
    void anErrorThatCannotBeSentKeepsItsNameMessageAndCauses() {
        List<StageOutcome> outcomes = outcomes(new StageWork.Whole<>(task -> {
            throw new Stuck("stuck", new IllegalArgumentException("p must be in [0, 1), was 2"));
        }));

        assertThat(outcomes).singleElement().satisfies(outcome -> {
            Throwable error = ((StageFailure) outcome).error();
            assertThat(error)
                    .isInstanceOf(StageFailure.RemoteError.class)
                    .hasToString(Stuck.class.getName() + ": stuck");
            assertThat(error.getCause()).hasToString("java.lang.IllegalArgumentException: p must be in [0, 1), was 2");
            assertThat(error.getStackTrace()[0].getClassName()).startsWith(StageTransformTest.class.getName());
        });
    }

    @Test
    void anInterruptIsNotAFailure() {
        StageWork<TallySpec> interrupted = new StageWork.Whole<>(task -> {
            throw new InterruptedException("stopped");
        });
        StageWork<TallySpec> wrapped = new StageWork.Whole<>(task -> {
            throw new IllegalStateException(new java.nio.channels.ClosedByInterruptException());
        });

        assertThatThrownBy(() -> outcomes(interrupted)).hasStackTraceContaining("InterruptedException: stopped");
        assertThatThrownBy(() -> outcomes(wrapped)).hasStackTraceContaining("ClosedByInterruptException");
    }

    @Test
    void aWholeStageAndATrainingHaveResults() {
        assertThat(outcomes(new StageWork.Whole<>(StageTransformTest::result, false)))
                .singleElement()
                .isInstanceOf(StageResult.class);
        assertThat(outcomes(new StageWork.Training<>((task, engine) -> result(task))))
                .singleElement()
                .isInstanceOf(StageResult.class);
    }

    private List<StageOutcome> outcomes(StageWork<TallySpec> work) {
        return DirectRun.outcomes(StageTransform.of(work), List.of(task("one", "")));
    }
}
