package org.dcd.pipelines.graph;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.dcd.pipelines.plan.NodeInput;
import org.dcd.pipelines.plan.Plan;
import org.dcd.pipelines.plan.PlannedStage;
import org.dcd.schemas.BadInputException;

/** Turns what a runner throws into what a person needs: which stage, and the root cause. */
final class Failures {
    private Failures() {}

    /**
     * Runners do not tell which element failed, but the store does: a stage that is missing while all its inputs are
     * there.
     *
     * @param now the plan with what the store has after the failure
     */
    static RuntimeException explain(Plan now, Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
            if (cause instanceof BadInputException) {
                break;
            }
        }
        String message = "stage " + suspects(now) + " failed: " + message(root);
        return root instanceof BadInputException
                ? new BadInputException(message, failure)
                : new StageFailedException(
                        message + "; finished stages are kept, the next run continues from them", failure);
    }

    private static String suspects(Plan now) {
        Set<String> missing =
                now.toRun().stream().map(stage -> stage.node().key()).collect(Collectors.toSet());
        List<String> suspects = now.toRun().stream()
                .map(PlannedStage::node)
                .filter(node -> node.inputs().stream().map(NodeInput::key).noneMatch(missing::contains))
                .map(node -> node.name())
                .toList();
        return String.join(" or ", suspects);
    }

    private static String message(Throwable root) {
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
