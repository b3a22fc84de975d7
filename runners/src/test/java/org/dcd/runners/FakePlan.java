package org.dcd.runners;

import java.util.List;
import java.util.stream.Stream;
import org.dcd.pipelines.plan.NodeInput;
import org.dcd.pipelines.plan.Plan;
import org.dcd.pipelines.plan.StageNode;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.stage.StageKind;

/** A plan of fake stages with forks, joins and two stages of one kind. */
final class FakePlan {
    private FakePlan() {}

    static Plan in(Store store) {
        return in(store, "teacher of version 1");
    }

    /** @param teacher text of the teacher's specification */
    static Plan in(Store store, String teacher) {
        StageNode dataset = node(StageKind.DATASET, "dataset", "");
        StageNode corrupt = node(StageKind.CORRUPT, "corrupt", "", dataset.as("dataset"));
        StageNode oracle = node(StageKind.FEATURES, "features:oracle", "clean", dataset.as("images"));
        StageNode proximal = node(StageKind.FEATURES, "features:proximal", "noisy", corrupt.as("images"));
        StageNode trained = node(StageKind.TEACHER, "teacher", teacher, corrupt.as("measurements"));
        StageNode distil = node(StageKind.DISTIL, "distil", "", trained.as("teacher"), proximal.as("features"));
        NodeInput[] all = Stream.of(dataset, corrupt, oracle, proximal, trained, distil)
                .map(node -> node.as(node.name()))
                .toArray(NodeInput[]::new);
        StageNode report = node(StageKind.REPORT, "report", "", all);
        return Plan.of(
                "fake",
                1,
                "experiment: fake\n",
                List.of(dataset, corrupt, oracle, proximal, trained, distil, report),
                store);
    }

    private static StageNode node(StageKind kind, String name, String text, NodeInput... inputs) {
        return StageNode.of(kind, name, new FakeStage.Spec(text), List.of(inputs));
    }
}
