package org.dcd.pipelines.workflow;

import java.util.List;
import org.dcd.pipelines.experiment.CanonicalJson;
import org.dcd.pipelines.lineage.CleanFlow;
import org.dcd.schemas.BadInputException;

/** Clean data reaches training and selection through corruption only (law 5): checked over the whole graph. */
final class CleanDataCheck {
    private CleanDataCheck() {}

    /** @param nodes every stage after its inputs */
    static void check(List<StageNode> nodes) {
        CleanFlow flow = new CleanFlow(nodes.stream().map(CleanDataCheck::step).toList());
        flow.breach().ifPresent(step -> {
            throw new BadInputException("clean data would reach " + step.name() + " by "
                    + flow.path(step).orElseThrow()
                    + ": training, selection and restoration may see measurements only; put corrupt between them");
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
