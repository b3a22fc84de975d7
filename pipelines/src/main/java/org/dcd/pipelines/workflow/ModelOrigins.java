package org.dcd.pipelines.workflow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.pipelines.code.CodeVersions;
import org.dcd.pipelines.experiment.CanonicalJson;
import org.dcd.schemas.stage.StageKind;
import org.dcd.transforms.stage.export.ModelOrigin;

/** What the plan tells of a network before it is exported. */
final class ModelOrigins {
    private ModelOrigins() {}

    /**
     * Of the network of a stage.
     *
     * @param nodes by name: the stage and all that it depends on, and others
     * @param dataSha256 hash of the files of the data set; empty when they are drawn
     */
    static ModelOrigin of(StageNode training, Map<String, StageNode> nodes, String dataSha256) {
        Map<StageKind, Integer> versions = new TreeMap<>();
        Map<String, String> modified = new TreeMap<>();
        Deque<StageNode> left = new ArrayDeque<>();
        left.add(training);
        while (!left.isEmpty()) {
            StageNode node = left.remove();
            versions.put(node.kind(), node.kind().codeVersion());
            node.code().forEach((name, version) -> {
                if (!CodeVersions.isNumber(version)) {
                    modified.put(CodeVersions.shortName(name), CodeVersions.describe(version));
                }
            });
            node.inputs().forEach(input -> left.add(nodes.get(input.name())));
        }
        return new ModelOrigin(
                training.key(),
                CanonicalJson.key(training.spec()),
                Stream.concat(
                                versions.entrySet().stream()
                                        .map(version -> version.getKey().id() + " " + version.getValue()),
                                modified.entrySet().stream()
                                        .map(code -> "code of " + code.getKey() + " " + code.getValue()))
                        .collect(Collectors.joining(", ")),
                versions.containsKey(StageKind.DATASET) ? dataSha256 : "");
    }
}
