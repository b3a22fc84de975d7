package org.dcd.runners;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.StageNode;

/** A plan of fake stages with forks, joins and two stages of one kind. */
final class FakePlan {
    private FakePlan() {}

    static Plan in(Store store) {
        return in(store, "teacher of version 1");
    }

    /** @param teacher text of the specification of the teacher */
    static Plan in(Store store, String teacher) {
        return plan(store, nodes(teacher));
    }

    /** One plan for several points, which share all stages but teacher, distillation and report. */
    static Plan sweep(Store store, List<String> teachers) {
        Map<String, StageNode> nodes = new LinkedHashMap<>();
        teachers.forEach(teacher -> nodes(teacher).forEach(node -> nodes.putIfAbsent(node.key(), node)));
        return plan(store, List.copyOf(nodes.values()));
    }

    private static Plan plan(Store store, List<StageNode> nodes) {
        return Plan.of("fake", 1, "experiment: fake\n", nodes, store);
    }

    private static List<StageNode> nodes(String teacher) {
        StageNode dataset = node("dataset", "dataset", "");
        StageNode corrupt = node("corrupt", "corrupt", "", dataset.as("dataset"));
        StageNode clean = node("features", "features:oracle", "clean", dataset.as("images"));
        StageNode proximal = node("features", "features:proximal", "noisy", corrupt.as("images"));
        StageNode trained = node("teacher", "teacher", teacher, corrupt.as("measurements"));
        StageNode distil = node("distil", "distil", "", trained.as("teacher"), proximal.as("features"));
        NodeInput[] all = Stream.of(dataset, corrupt, clean, proximal, trained, distil)
                .map(node -> node.as(node.name()))
                .toArray(NodeInput[]::new);
        StageNode report = node("report", "report", "", all);
        return List.of(dataset, corrupt, clean, proximal, trained, distil, report);
    }

    private static StageNode node(String kind, String name, String text, NodeInput... inputs) {
        return StageNode.of(kind, name, new FakeStage.Spec(text), List.of(inputs));
    }
}
