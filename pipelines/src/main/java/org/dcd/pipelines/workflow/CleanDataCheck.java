package org.dcd.pipelines.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.dcd.pipelines.experiment.CanonicalJson;
import org.dcd.pipelines.lineage.CleanFlow;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.stage.CleanData;

/**
 * Clean data reaches training, selection and restoration only through the corruption that the experiment declares.
 * Checked over the whole graph.
 */
final class CleanDataCheck {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CleanDataCheck() {}

    /**
     * @param nodes every stage after its inputs
     * @param declared corruption of the experiment
     */
    static void check(List<StageNode> nodes, Corruption declared) {
        JsonNode corruption = json(declared);
        CleanFlow flow =
                new CleanFlow(nodes.stream().map(node -> step(node, corruption)).toList());
        flow.breach().ifPresent(step -> {
            throw new BadInputException("clean data would reach " + step.name() + " on the path "
                    + flow.path(step).orElseThrow()
                    + ": training, selection and restoration may see measurements with the corruption of the"
                    + " experiment only; add a corrupt stage between");
        });
    }

    /** Measurements with another corruption, such as none at all, may be as good as clean. */
    private static CleanFlow.Step step(StageNode node, JsonNode corruption) {
        CleanFlow.Step step = CleanFlow.Step.of(
                node.id(),
                node.name(),
                node.inputs().stream().map(NodeInput::key).toList(),
                () -> CanonicalJson.key(node.spec()));
        return step.cleanData() == CleanData.MEASURES
                        && !json(node.spec()).path("corruption").equals(corruption)
                ? new CleanFlow.Step(step.id(), step.name(), step.inputs(), CleanData.MAY_SEE)
                : step;
    }

    private static JsonNode json(Object record) {
        try {
            return JSON.readTree(CanonicalJson.key(record));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
