package org.dcd.pipelines.cli.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;

/** The graph of a plan for Graphviz and Mermaid; stages to run are filled. */
final class PlanGraph {
    private PlanGraph() {}

    static String dot(Plan plan) {
        Map<String, String> ids = ids(plan.stages());
        StringBuilder text =
                new StringBuilder("digraph plan {\n  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\"];\n");
        for (PlannedStage stage : plan.stages()) {
            text.append("  ")
                    .append(ids.get(stage.node().key()))
                    .append(" [label=\"")
                    .append(stage.label().replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\", fillcolor=")
                    .append(stage.cached() ? "white" : "gold")
                    .append("];\n");
        }
        edges(plan.stages(), ids, "  %s -> %s;\n", text);
        return text.append("}").toString();
    }

    static String mermaid(Plan plan) {
        Map<String, String> ids = ids(plan.stages());
        StringBuilder text = new StringBuilder("flowchart LR\n");
        for (PlannedStage stage : plan.stages()) {
            text.append("  ")
                    .append(ids.get(stage.node().key()))
                    .append("[\"")
                    .append(stage.label().replace("\"", "#quot;"))
                    .append("\"]")
                    .append(stage.cached() ? "" : ":::run")
                    .append('\n');
        }
        edges(plan.stages(), ids, "  %s --> %s\n", text);
        return text.append("  classDef run fill:gold").toString();
    }

    private static Map<String, String> ids(List<PlannedStage> stages) {
        Map<String, String> ids = new HashMap<>();
        stages.forEach(stage -> ids.put(stage.node().key(), "s" + ids.size()));
        return ids;
    }

    private static void edges(List<PlannedStage> stages, Map<String, String> ids, String edge, StringBuilder text) {
        for (PlannedStage stage : stages) {
            stage.node().inputs().stream()
                    .map(NodeInput::key)
                    .distinct()
                    .forEach(input -> text.append(String.format(
                            edge, ids.get(input), ids.get(stage.node().key()))));
        }
    }
}
