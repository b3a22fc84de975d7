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
 * The stages of an experiment and their states in the store.
 *
 * @param experiment name of the experiment
 * @param seed seed of the experiment
 * @param yaml the resolved experiment
 * @param stages the stages, each after its inputs
 * @param warnings settings that are accepted but likely to fail, with the reason and the remedy
 */
public record Plan(String experiment, long seed, String yaml, List<PlannedStage> stages, List<String> warnings) {
    /** Largest number of inputs that are named as the reason why a stage runs. */
    private static final int MOST_NAMED = 3;

    public Plan {
        stages = List.copyOf(stages);
        warnings = List.copyOf(warnings);
    }

    /**
     * A plan of stages with their current states in the store, which is only read.
     *
     * @param nodes the stages, each after its inputs
     */
    public static Plan of(String experiment, long seed, String yaml, List<StageNode> nodes, Store store) {
        Map<String, LookupResult> found = lookUp(nodes, node -> store.find(node.id()));
        Map<String, Boolean> runs = new HashMap<>();
        List<PlannedStage> stages = new ArrayList<>();
        for (StageNode node : nodes) {
            String before = abbreviated(node.inputs().stream()
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

    /** Looks up stages in parallel: a remote store has latency, and a local one is read faster by all cores. */
    private static Map<String, LookupResult> lookUp(List<StageNode> nodes, Function<StageNode, LookupResult> look) {
        return nodes.parallelStream().collect(Collectors.toConcurrentMap(StageNode::key, look, (first, same) -> first));
    }

    /** At most three names: a report has more inputs than fit into a line. */
    private static String abbreviated(List<String> names) {
        return names.size() <= MOST_NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMED)) + " and " + (names.size() - MOST_NAMED) + " more";
    }

    /**
     * This plan with verified inputs. Files of cached stages that others would read, and files of scores, are hashed;
     * damaged stages are to run again.
     */
    public Plan verified(Store store) {
        Map<String, LookupResult> scores = lookUp(
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

    /** This plan with the current states in the store. A forced stage stays to run until it is published. */
    public Plan refreshed(Store store) {
        List<StageNode> nodes = stages.stream().map(PlannedStage::node).toList();
        Set<String> pending = stages.stream()
                .filter(PlannedStage::isForced)
                .map(PlannedStage::node)
                .filter(node -> store.isReplacing(node.id()))
                .map(StageNode::key)
                .collect(Collectors.toSet());
        return of(experiment, seed, yaml, nodes, store)
                .withWarnings(warnings)
                .withLabels(labels())
                .forcing(pending);
    }

    private Map<String, String> labels() {
        return stages.stream().collect(Collectors.toMap(stage -> stage.node().key(), PlannedStage::label));
    }

    /** @param labels labels of all stages, by key */
    Plan withLabels(Map<String, String> labels) {
        List<PlannedStage> labelled = stages.stream()
                .map(stage -> stage.labelled(labels.get(stage.node().key())))
                .toList();
        return new Plan(experiment, seed, yaml, labelled, warnings);
    }

    /** This plan with the given stages to run, also where they are cached. */
    public Plan forcing(Set<String> keys) {
        List<PlannedStage> forced = stages.stream()
                .map(stage -> stage.cached() && keys.contains(stage.node().key())
                        ? stage.with(new StageStatus.ToRun(StageStatus.Reason.FORCED, ""))
                        : stage)
                .toList();
        return new Plan(experiment, seed, yaml, forced, warnings);
    }

    /** This plan with some stages replaced, by key. */
    public Plan showing(Map<String, PlannedStage> known) {
        List<PlannedStage> shown = stages.stream()
                .map(stage -> known.getOrDefault(stage.node().key(), stage))
                .toList();
        return new Plan(experiment, seed, yaml, shown, warnings);
    }

    /** This plan reduced to the stages with the given keys. */
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

    /** This plan without the given stages and without all that depend on them. */
    public Plan without(Set<String> keys) {
        Set<String> removed = new HashSet<>(keys);
        List<PlannedStage> left = new ArrayList<>();
        for (PlannedStage stage : stages) {
            if (removed.contains(stage.node().key())
                    || stage.node().inputs().stream().map(NodeInput::key).anyMatch(removed::contains)) {
                removed.add(stage.node().key());
            } else {
                left.add(stage);
            }
        }
        return new Plan(experiment, seed, yaml, left, warnings);
    }

    /** This plan with warnings. */
    Plan withWarnings(List<String> others) {
        return new Plan(experiment, seed, yaml, stages, others);
    }

    /** The stages that are not cached. */
    public List<PlannedStage> toRun() {
        return stages.stream().filter(stage -> !stage.cached()).toList();
    }

    /** Whether no stage is to run. */
    public boolean allCached() {
        return toRun().isEmpty();
    }

    /** The stage of a name; empty when the plan has none. */
    public Optional<PlannedStage> stage(String name) {
        return stages.stream().filter(stage -> stage.node().name().equals(name)).findFirst();
    }
}
