package org.dcd.pipelines.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.store.Store;

/** An experiment in a folder, with ten images of one byte each. */
final class Planned {
    static final String EXPERIMENT =
            """
            experiment: planned
            seed: 1
            dataset: {type: bytes-source, path: images.bin}
            corruption:
              operator: {type: identity}
              noise: {type: gaussian, sigma: 0.5}
            teacher:
              objective: {type: ambient-tweedie}
              network: {type: song-unet, channels: 16, multipliers: [1, 2], blocks: 1, attention: []}
              training: {kimg: 100, batch: 48}
            distillation:
              loss: {type: sid}
              training: {kimg: 60, batch: 48}
            scoring:
              features: {type: classifier}
              samples: 8
              rows: [observation, teacher-full, teacher-truncated, generator, held-out]
              metrics: [fd, proximal-fd]
            """;

    private Planned() {}

    static void write(Path folder, String experiment, String images) throws IOException {
        Files.writeString(folder.resolve("images.bin"), images);
        Files.writeString(folder.resolve("experiment.yaml"), experiment);
    }

    static Plan in(Path folder, String... overrides) {
        return Planner.plan(
                ExperimentReader.read(folder.resolve("experiment.yaml"), List.of(overrides)),
                Store.open(folder.resolve("store")));
    }

    /** Keys of the stages by name. */
    static Map<String, String> keys(Plan plan) {
        return plan.stages().stream()
                .map(PlannedStage::node)
                .collect(Collectors.toMap(StageNode::name, StageNode::key));
    }
}
