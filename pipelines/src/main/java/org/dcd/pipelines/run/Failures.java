package org.dcd.pipelines.run;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreException;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Reasons;
import org.dcd.schemas.stage.StageException;

/** Turns what a runner throws into what a person needs: which stage, why, and what to do. */
final class Failures {
    static final String KEPT = "finished stages are kept, the next run continues from them";

    private Failures() {}

    /**
     * Names the stage by the {@link StageException} among the causes; without one, by what the store tells: a stage
     * that is missing while all its inputs are there.
     *
     * @param now the plan with what the store has after the failure
     */
    static FailedStages explain(Plan now, Throwable failure) {
        StageException named = null;
        Throwable reason = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            reason = cause;
            if (cause instanceof StageException stage) {
                named = stage;
                reason = telling(stage.getCause());
                break;
            }
            if (cause instanceof BadInputException) {
                break;
            }
        }
        List<PlannedStage> failed = named == null ? suspects(now) : having(now, named.key());
        String stages = failed.isEmpty() && named != null
                ? named.stage()
                : failed.stream().map(PlannedStage::label).collect(Collectors.joining(" or "));
        String message = "stage " + stages + " failed: " + message(reason, named == null ? "" : named.work());
        RuntimeException explained = reason instanceof BadInputException
                ? new BadInputException(message, failure)
                : new StageFailedException(message + "; " + KEPT, failure);
        boolean alone = failed.size() == 1 && !(reason instanceof StoreException);
        return new FailedStages(explained, alone ? Set.of(failed.get(0).node().key()) : Set.of());
    }

    private static List<PlannedStage> having(Plan plan, String key) {
        return plan.stages().stream()
                .filter(stage -> stage.node().key().equals(key))
                .toList();
    }

    /** A runner that is interrupted while it starts or stops says so in ways of its own. */
    static void rethrowInterruption(Throwable failure) throws InterruptedException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException
                    || cause instanceof ClosedByInterruptException
                    || cause instanceof InterruptedIOException) {
                throw (InterruptedException) new InterruptedException("cancelled").initCause(failure);
            }
        }
    }

    /**
     * An error of the Java machine, else the outermost exception with a message of ours, else the innermost: libraries
     * wrap without saying more.
     */
    private static Throwable telling(Throwable thrown) {
        Throwable innermost = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error) {
                return cause;
            }
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (isOurs(cause) && cause.getMessage() != null) {
                return cause;
            }
            innermost = cause;
        }
        return innermost;
    }

    /** Whether a check of ours threw it, which tells all in its message. */
    private static boolean isOurs(Throwable thrown) {
        return thrown.getClass().getName().startsWith("org.dcd.")
                || thrown.getClass() == IllegalStateException.class
                || thrown.getClass() == IllegalArgumentException.class
                || thrown.getClass() == ArithmeticException.class;
    }

    private static List<PlannedStage> suspects(Plan now) {
        Set<String> missing =
                now.toRun().stream().map(stage -> stage.node().key()).collect(Collectors.toSet());
        return now.toRun().stream()
                .filter(stage ->
                        stage.node().inputs().stream().map(NodeInput::key).noneMatch(missing::contains))
                .toList();
    }

    /** @param work where the stage was made, for failures of files that do not tell; empty when not known */
    private static String message(Throwable reason, String work) {
        if (reason instanceof IOException io) {
            String text = Reasons.of(io, work.isEmpty() || Store.isRemote(work) ? List.of() : List.of(Path.of(work)));
            String where = work.isEmpty() || text.contains(work) ? "" : " in " + work;
            return text + (text.startsWith("/") ? "" : where)
                    + "; free disk space or fix the permissions, then run again";
        }
        if (reason instanceof Error error) {
            return Reasons.of(error);
        }
        String name = reason.getClass().getSimpleName();
        if (reason.getMessage() == null) {
            return name;
        }
        return isOurs(reason) ? reason.getMessage() : name + ": " + reason.getMessage();
    }
}
