package org.dcd.pipelines.workflow;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.pipelines.code.CodeVersions;
import org.dcd.pipelines.experiment.CanonicalJson;
import org.dcd.transforms.stage.StageKinds;
import org.dcd.transforms.stage.dataset.DatasetKind;
import org.dcd.transforms.stage.export.ModelOrigin;

/** Builds the origins of trained networks from the stages of a plan. */
final class ModelOrigins {
    private ModelOrigins() {}

    /**
     * The origin of the network of a stage.
     *
     * @param training the stage that trained or imported the network
     * @param nodes stages by name, among them all that the stage depends on
     * @param dataSha256 hash of the files of the data set; empty for drawn data
     */
    static ModelOrigin of(StageNode training, Map<String, StageNode> nodes, String dataSha256) {
        Set<String> needed = new HashSet<>();
        Map<String, String> modified = new TreeMap<>();
        Deque<StageNode> left = new ArrayDeque<>();
        left.add(training);
        while (!left.isEmpty()) {
            StageNode node = left.remove();
            needed.add(node.key());
            node.code().forEach((name, version) -> {
                if (!CodeVersions.isNumber(version)) {
                    modified.put(CodeVersions.shortName(name), CodeVersions.describe(version));
                }
            });
            node.inputs().forEach(input -> left.add(nodes.get(input.name())));
        }
        List<String> kinds = kinds(nodes.values().stream()
                .filter(node -> needed.contains(node.key()))
                .toList());
        return new ModelOrigin(
                training.key(),
                CanonicalJson.key(training.spec()),
                Stream.concat(
                                kinds.stream().map(kind -> kind + " " + StageKinds.codeVersion(kind)),
                                modified.entrySet().stream()
                                        .map(code -> "code of " + code.getKey() + " " + code.getValue()))
                        .collect(Collectors.joining(", ")),
                kinds.contains(DatasetKind.NAME) ? dataSha256 : "");
    }

    /** Stage kinds in the order of execution. */
    private static List<String> kinds(List<StageNode> stages) {
        Map<String, Integer> after = StageOrder.chains(stages);
        return stages.stream()
                .sorted(Comparator.comparing((StageNode node) -> -after.get(node.key()))
                        .thenComparing(StageNode::kind))
                .map(StageNode::kind)
                .distinct()
                .toList();
    }
}
