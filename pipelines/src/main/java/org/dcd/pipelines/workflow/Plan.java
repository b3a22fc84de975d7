package org.dcd.pipelines.workflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dcd.pipelines.store.LookupResult;
import org.dcd.pipelines.store.Store;
import org.dcd.transforms.stage.StageKinds;

/**
 * What an experiment consists of and what of it would run.
 *
 * @param experiment name of the experiment
 * @param yaml the resolved experiment
 * @param stages every stage after its inputs
 * @param warnings what may go wrong although it is not refused, each with the reason and the remedy
 */
public record Plan(String experiment, long seed, String yaml, List<PlannedStage> stages, List<String> warnings) {
    /** Inputs that are named as the reason why a stage runs. */
    private static final int MOST_NAMED = 3;

    public Plan {
        stages = List.copyOf(stages);
        warnings = List.copyOf(warnings);
    }

    /** A plan of these stages with what the store has now. Reads only. */
    public static Plan of(String experiment, long seed, String yaml, List<StageNode> nodes, Store store) {
        Map<String, LookupResult> found = looked(nodes, node -> store.find(node.id()));
        Map<String, Boolean> runs = new HashMap<>();
        List<PlannedStage> stages = new ArrayList<>();
        for (StageNode node : nodes) {
            String before = some(node.inputs().stream()
                    .filter(input -> runs.getOrDefault(input.key(), false))
                    .map(NodeInput::name)
                    .distinct()
                    .toList());
            PlannedStage stage = new PlannedStage(node, StageStatus.of(found.get(node.key()), before));
            runs.put(node.key(), !stage.cached());
            stages.add(stage);
        }
        return new Plan(experiment, seed, yaml, stages, List.of());
    }

    /** Looks at many stages at once: a store may be far away, and one on a disk is read by every core. */
    private static Map<String, LookupResult> looked(List<StageNode> nodes, Function<StageNode, LookupResult> look) {
        return nodes.parallelStream().collect(Collectors.toConcurrentMap(StageNode::key, look, (first, same) -> first));
    }

    /** A report has more inputs than a line holds. */
    private static String some(List<String> names) {
        return names.size() <= MOST_NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMED)) + " and " + (names.size() - MOST_NAMED) + " more";
    }

    /**
     * The same plan after a closer look at what its stages would read, and at scores, which are shown as they are:
     * every file hashed, not measured alone. What is damaged runs again.
     */
    public Plan verified(Store store) {
        Map<String, LookupResult> scores = looked(
                stages.stream()
                        .filter(PlannedStage::cached)
                        .map(PlannedStage::node)
                        .filter(node -> StageKinds.writesScores(node.kind()))
                        .toList(),
                node -> store.verify(node.id()));
        Set<String> read = new HashSet<>();
        List<PlannedStage> verified = new ArrayList<>();
        for (int i = stages.size() - 1; i >= 0; i--) {
            PlannedStage stage = stages.get(i);
            StageNode node = stage.node();
            if (scores.containsKey(node.key())) {
                stage = stage.with(StageStatus.of(scores.get(node.key()), ""));
            } else if (stage.cached() && read.contains(node.key())) {
                stage = stage.with(StageStatus.of(store.verify(node.id()), ""));
            }
            if (!stage.cached()) {
                node.inputs().forEach(input -> read.add(input.key()));
            }
            verified.add(stage);
        }
        Collections.reverse(verified);
        return new Plan(experiment, seed, yaml, verified, warnings);
    }

    /** The same stages with what the store has now; what is made again is so until it is published. */
    public Plan refreshed(Store store) {
        List<StageNode> nodes = stages.stream().map(PlannedStage::node).toList();
        Set<String> pending = stages.stream()
                .filter(PlannedStage::isForced)
                .map(PlannedStage::node)
                .filter(node -> store.isReplacing(node.id()))
                .map(StageNode::key)
                .collect(Collectors.toSet());
        return of(experiment, seed, yaml, nodes, store)
                .warning(warnings)
                .labelled(labels())
                .forcing(pending);
    }

    private Map<String, String> labels() {
        return stages.stream().collect(Collectors.toMap(stage -> stage.node().key(), PlannedStage::label));
    }

    /** @param labels of all stages by key */
    Plan labelled(Map<String, String> labels) {
        List<PlannedStage> labelled = stages.stream()
                .map(stage -> stage.labelled(labels.get(stage.node().key())))
                .toList();
        return new Plan(experiment, seed, yaml, labelled, warnings);
    }

    /** The same plan in which some stages are made again, whether the store has them or not. */
    public Plan forcing(Set<String> keys) {
        List<PlannedStage> forced = stages.stream()
                .map(stage -> stage.cached() && keys.contains(stage.node().key())
                        ? stage.with(new StageStatus.ToRun(StageStatus.Reason.FORCED, ""))
                        : stage)
                .toList();
        return new Plan(experiment, seed, yaml, forced, warnings);
    }

    /** The same plan with what was known of some of its stages, by their keys. */
    public Plan showing(Map<String, PlannedStage> known) {
        List<PlannedStage> shown = stages.stream()
                .map(stage -> known.getOrDefault(stage.node().key(), stage))
                .toList();
        return new Plan(experiment, seed, yaml, shown, warnings);
    }

    /** Some of the stages. */
    public Plan keeping(Set<String> keys) {
        return new Plan(
                experiment,
                seed,
                yaml,
                stages.stream()
                        .filter(stage -> keys.contains(stage.node().key()))
                        .toList(),
                warnings);
    }

    /** The stages that do not depend on any of the given ones. */
    public Plan without(Set<String> keys) {
        Set<String> gone = new HashSet<>(keys);
        List<PlannedStage> left = new ArrayList<>();
        for (PlannedStage stage : stages) {
            if (gone.contains(stage.node().key())
                    || stage.node().inputs().stream().map(NodeInput::key).anyMatch(gone::contains)) {
                gone.add(stage.node().key());
            } else {
                left.add(stage);
            }
        }
        return new Plan(experiment, seed, yaml, left, warnings);
    }

    /** The same plan with warnings. */
    Plan warning(List<String> of) {
        return new Plan(experiment, seed, yaml, stages, of);
    }

    public List<PlannedStage> toRun() {
        return stages.stream().filter(stage -> !stage.cached()).toList();
    }

    public boolean allCached() {
        return toRun().isEmpty();
    }

    public Optional<PlannedStage> stage(String name) {
        return stages.stream().filter(stage -> stage.node().name().equals(name)).findFirst();
    }
}
