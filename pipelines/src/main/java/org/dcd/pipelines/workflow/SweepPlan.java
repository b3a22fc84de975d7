package org.dcd.pipelines.workflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dcd.pipelines.experiment.Sweep;
import org.dcd.pipelines.experiment.SweepPoint;
import org.dcd.pipelines.store.Store;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.stage.dataset.DatasetKind;

/**
 * What a sweep consists of.
 *
 * @param all every stage of every point once, after its inputs; labelled by the settings that all points which need it
 *     have in common
 * @param plans of the points, in their order
 * @param data what was found, by the key of the stage that reads it
 */
public record SweepPlan(Sweep sweep, Plan all, List<Plan> plans, Map<String, Data> data) {
    public SweepPlan {
        plans = List.copyOf(plans);
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /**
     * A data set.
     *
     * @param location of its files, or the name of what draws it
     */
    public record Data(String location, DatasetSource.Summary found) {}

    static SweepPlan of(Sweep sweep, List<Planner.Draft> drafts, Store store) {
        Map<String, StageNode> nodes = new LinkedHashMap<>();
        Set<String> warnings = new LinkedHashSet<>();
        Map<String, Data> data = new LinkedHashMap<>();
        for (Planner.Draft draft : drafts) {
            Data found = new Data(draft.experiment().dataset().location(), draft.data());
            for (StageNode node : draft.nodes()) {
                nodes.putIfAbsent(node.key(), node);
                if (node.kind().equals(DatasetKind.NAME)) {
                    data.putIfAbsent(node.key(), found);
                }
            }
            warnings.addAll(draft.warnings());
        }
        List<StageNode> ordered = StageOrder.of(nodes.values());
        Planner.Draft first = drafts.get(0);
        Plan all = Plan.of(first.experiment().experiment(), first.experiment().seed(), first.yaml(), ordered, store)
                .verified(store)
                .warning(List.copyOf(warnings))
                .labelled(labels(sweep, drafts));
        Map<String, PlannedStage> known = byKey(all);
        return new SweepPlan(
                sweep, all, drafts.stream().map(draft -> part(draft, known)).toList(), data);
    }

    /** The plan of one point, with what is known of its stages from the plan of all. */
    private static Plan part(Planner.Draft draft, Map<String, PlannedStage> known) {
        List<PlannedStage> stages = draft.nodes().stream()
                .map(node -> new PlannedStage(node, known.get(node.key()).status()))
                .toList();
        return new Plan(
                draft.experiment().experiment(), draft.experiment().seed(), draft.yaml(), stages, draft.warnings());
    }

    private static Map<String, PlannedStage> byKey(Plan plan) {
        return plan.stages().stream()
                .collect(Collectors.toMap(stage -> stage.node().key(), Function.identity()));
    }

    /** The same sweep with what is now known of its stages; those that {@code now} lacks keep what was known. */
    public SweepPlan with(Plan now) {
        Map<String, PlannedStage> known = byKey(now);
        List<Plan> later = plans.stream()
                .map(plan -> new Plan(
                        plan.experiment(),
                        plan.seed(),
                        plan.yaml(),
                        plan.stages().stream()
                                .map(stage -> known.getOrDefault(stage.node().key(), stage))
                                .toList(),
                        plan.warnings()))
                .toList();
        return new SweepPlan(sweep, now, later, data);
    }

    /** The same sweep with what a run makes of it. */
    public SweepPlan selecting(StageSelection selection) {
        return selection.isEverything() ? this : with(selection.of(all));
    }

    /** The plans of the points without what the run leaves out. */
    public List<Plan> parts() {
        Set<String> keys = byKey(all).keySet();
        return plans.stream().map(plan -> plan.keeping(keys)).toList();
    }

    /** Whether every point ends in its report. */
    public boolean isWhole() {
        Set<String> keys = byKey(all).keySet();
        return plans.stream()
                .flatMap(plan -> plan.stages().stream())
                .allMatch(stage -> keys.contains(stage.node().key()));
    }

    /** A line on each data set: where it is, what was found there and what was skipped. */
    public List<String> describeData() {
        return data.values().stream()
                .map(each -> "data " + each.location() + ": " + each.found().describe())
                .distinct()
                .toList();
    }

    /** Points that need a stage, by their place. */
    public List<Integer> needing(String key) {
        List<Integer> points = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            if (plans.get(i).stages().stream()
                    .anyMatch(stage -> stage.node().key().equals(key))) {
                points.add(i);
            }
        }
        return points;
    }

    /** Stages that would be made more than once if nothing was shared. */
    public long saved() {
        return plans.stream().mapToLong(plan -> plan.stages().size()).sum()
                - all.stages().size();
    }

    private static Map<String, String> labels(Sweep sweep, List<Planner.Draft> drafts) {
        Map<String, Map<String, String>> shared = new HashMap<>();
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < drafts.size(); i++) {
            SweepPoint point = sweep.points().get(i);
            for (StageNode node : drafts.get(i).nodes()) {
                names.putIfAbsent(node.key(), node.name());
                Map<String, String> common =
                        shared.computeIfAbsent(node.key(), unused -> new LinkedHashMap<>(point.settings()));
                common.entrySet().retainAll(point.settings().entrySet());
            }
        }
        Set<String> varied = sweep.axes().keySet();
        names.replaceAll((key, name) -> {
            Map<String, String> common = new LinkedHashMap<>(shared.get(key));
            common.keySet().retainAll(varied);
            return common.isEmpty() ? name : name + " [" + SweepPoint.label(common) + "]";
        });
        return names;
    }
}
