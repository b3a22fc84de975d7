package org.dcd.pipelines.workflow;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Orders stages by the length of the longest chain of stages after them, longest first; equal stages keep their order.
 * This is a topological order: the chain after a stage is longer than the chain after each of its readers.
 */
final class StageOrder {
    private StageOrder() {}

    /** @param stages the stages, each after its inputs */
    static List<StageNode> of(Collection<StageNode> stages) {
        Map<String, Integer> after = chains(stages);
        return stages.stream()
                .sorted(Comparator.comparing((StageNode stage) -> -after.get(stage.key())))
                .toList();
    }

    /**
     * The number of stages in the longest chain after each stage, by key.
     *
     * @param stages the stages, each after its inputs
     */
    static Map<String, Integer> chains(Collection<StageNode> stages) {
        List<StageNode> list = List.copyOf(stages);
        Map<String, Integer> after = new HashMap<>();
        for (int i = list.size() - 1; i >= 0; i--) {
            int own = after.merge(list.get(i).key(), 0, Math::max);
            for (NodeInput input : list.get(i).inputs()) {
                after.merge(input.key(), own + 1, Math::max);
            }
        }
        return after;
    }
}
