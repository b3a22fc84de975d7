package org.dcd.pipelines.workflow;

import java.util.List;
import org.dcd.pipelines.experiment.CanonicalJson;
import org.dcd.pipelines.lineage.CleanFlow;
import org.dcd.schemas.BadInputException;

/** Verifies over the whole graph that clean data reaches training and selection only through corruption. */
final class CleanDataCheck {
    private CleanDataCheck() {}

    /**
     * Checks a graph.
     *
     * @param nodes the stages, each after its inputs
     * @throws BadInputException with the path of clean data to the first stage that must not see it
     */
    static void check(List<StageNode> nodes) {
        CleanFlow flow = new CleanFlow(nodes.stream().map(CleanDataCheck::step).toList());
        flow.breach().ifPresent(step -> {
            throw new BadInputException("clean data would reach " + step.name() + " on the path "
                    + flow.path(step).orElseThrow()
                    + ": training, selection and restoration may see measurements only; add a corrupt stage between");
        });
    }

    private static CleanFlow.Step step(StageNode node) {
        return CleanFlow.Step.of(
                node.id(),
                node.name(),
                node.inputs().stream().map(NodeInput::key).toList(),
                () -> CanonicalJson.key(node.spec()));
    }
}
