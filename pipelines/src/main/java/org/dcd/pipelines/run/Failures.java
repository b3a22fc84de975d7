package org.dcd.pipelines.run;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dcd.pipelines.beam.FailureReport;
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;
import org.dcd.schemas.stage.StageException;

/** Explains failures to users: which stage failed, why, and what to do. */
final class Failures {
    static final String KEPT = "finished stages are kept, and the next run continues from them";

    private Failures() {}

    /**
     * Checks the result of a job that ended without an exception.
     *
     * @param now the plan with the current state of the store
     * @param works work folder of a stage
     * @throws FailedStages when stages failed
     */
    static void check(Plan now, Function<StageNode, Folder> works) throws FailedStages {
        Map<String, RuntimeException> failures = reports(now, works);
        List<PlannedStage> unexplained = ready(now).stream()
                .filter(stage -> !failures.containsKey(stage.node().key()))
                .toList();
        if (!unexplained.isEmpty()) {
            PlannedStage missing = unexplained.get(0);
            throw new IllegalStateException("the pipeline ended, but stage "
                    + missing.node().name() + " is not in the store: "
                    + missing.status().describe());
        }
        if (!failures.isEmpty()) {
            throw FailedStages.of(failures);
        }
    }

    /**
     * Explains a failure that ended a job. The failed stage is that of the {@link StageException} among the causes;
     * without one, it is a stage that is missing while the store has all its inputs.
     */
    static FailedStages explain(Plan now, Function<StageNode, Folder> works, Throwable failure) {
        StageException named = null;
        Throwable reason = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            reason = cause;
            if (cause instanceof StageException stage) {
                named = stage;
                reason = stage.getCause();
                break;
            }
            if (cause instanceof BadInputException) {
                break;
            }
        }
        String key = named == null ? "" : named.key();
        Map<String, RuntimeException> reported = reports(now, works);
        List<PlannedStage> failed = named == null
                ? ready(now).stream()
                        .filter(stage -> !reported.containsKey(stage.node().key()))
                        .toList()
                : now.stages().stream()
                        .filter(stage -> stage.node().key().equals(key))
                        .toList();
        String stages = failed.isEmpty() && named != null
                ? named.stage()
                : failed.stream().map(PlannedStage::label).collect(Collectors.joining(" or "));
        RuntimeException explained =
                explained(stages, FailureReport.of(stages, key, named == null ? "" : named.work(), reason), failure);
        if (failed.size() != 1 || FailureReport.isOfStore(reason)) {
            return FailedStages.ofAll(explained);
        }
        Map<String, RuntimeException> all = new LinkedHashMap<>();
        all.put(failed.get(0).node().key(), explained);
        all.putAll(reported);
        return FailedStages.of(all);
    }

    private static RuntimeException explained(String stage, FailureReport report, Throwable cause) {
        String message = "stage " + stage + " failed: " + report.message();
        return report.badInput()
                ? new BadInputException(message, cause)
                : new StageFailedException(message + "; " + KEPT, cause);
    }

    /** Failures that the stages of another launcher's job reported. */
    static Optional<FailedStages> reported(Plan now, Function<StageNode, Folder> works) {
        Map<String, RuntimeException> failures = reports(now, works);
        return failures.isEmpty() ? Optional.empty() : Optional.of(FailedStages.of(failures));
    }

    /** Reported failures of stages that are missing while the store has all their inputs. */
    private static Map<String, RuntimeException> reports(Plan now, Function<StageNode, Folder> works) {
        Map<String, RuntimeException> failures = new LinkedHashMap<>();
        for (PlannedStage stage : ready(now)) {
            read(works.apply(stage.node()))
                    .ifPresent(report -> failures.put(
                            stage.node().key(),
                            explained(stage.label(), report, new OnWorkerException(report.stackTrace()))));
        }
        return failures;
    }

    private static Optional<FailureReport> read(Folder work) {
        try {
            return FailureReport.read(work);
        } catch (IOException e) {
            throw new StoreException(
                    "a stage failed, but its failure report could not be read in " + work.location() + ": "
                            + Reasons.of(e),
                    e);
        }
    }

    private static List<PlannedStage> ready(Plan now) {
        Set<String> missing =
                now.toRun().stream().map(stage -> stage.node().key()).collect(Collectors.toSet());
        return now.toRun().stream()
                .filter(stage ->
                        stage.node().inputs().stream().map(NodeInput::key).noneMatch(missing::contains))
                .toList();
    }

    /**
     * Throws an {@link InterruptedException} for the exceptions of runners that are interrupted while they start or
     * stop.
     */
    static void rethrowInterruption(Throwable failure) throws InterruptedException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException
                    || cause instanceof ClosedByInterruptException
                    || cause instanceof InterruptedIOException) {
                throw (InterruptedException) new InterruptedException("cancelled").initCause(failure);
            }
        }
    }

    /** An exception of a stage on a worker, with the stack trace as text. */
    private static final class OnWorkerException extends Exception {
        OnWorkerException(String stackTrace) {
            super(stackTrace, null, false, false);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }
}
