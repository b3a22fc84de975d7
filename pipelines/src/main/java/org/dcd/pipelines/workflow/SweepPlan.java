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

/** The plan of a sweep. Points by stage are computed once, so that queries do not search all points. */
public final class SweepPlan {
    private final Sweep sweep;
    private final Plan all;
    private final List<Plan> plans;
    private final Map<String, Data> data;
    /** Points that need a stage, by the key of the stage. */
    private final Map<String, List<Integer>> points;

    private final Set<String> keys;

    private SweepPlan(
            Sweep sweep, Plan all, List<Plan> plans, Map<String, Data> data, Map<String, List<Integer>> points) {
        this.sweep = sweep;
        this.all = all;
        this.plans = List.copyOf(plans);
        this.data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        this.points = points;
        this.keys = byKey(all).keySet();
    }

    /** The sweep. */
    public Sweep sweep() {
        return sweep;
    }

    /**
     * All stages of all points, each once and after its inputs. The label of a stage has the settings that all points
     * which need it share.
     */
    public Plan all() {
        return all;
    }

    /** The plans of the points, in the order of the sweep. */
    public List<Plan> plans() {
        return plans;
    }

    /** Summaries of data sets, by key of the stage that reads the data set. */
    public Map<String, Data> data() {
        return data;
    }

    /**
     * A data set.
     *
     * @param location path of its files, or the name of drawn data
     * @param found summary of the data set
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
        Map<String, List<Integer>> points = points(drafts);
        Planner.Draft first = drafts.get(0);
        Plan all = Plan.of(
                        first.experiment().experiment(),
                        first.experiment().seed(),
                        first.yaml(),
                        List.copyOf(nodes.values()),
                        store)
                .verified(store)
                .withWarnings(List.copyOf(warnings))
                .withLabels(labels(sweep, nodes, points));
        Map<String, PlannedStage> known = byKey(all);
        List<Plan> plans = drafts.stream().map(draft -> part(draft, known)).toList();
        return new SweepPlan(sweep, all, plans, data, points);
    }

    private static Map<String, List<Integer>> points(List<Planner.Draft> drafts) {
        Map<String, List<Integer>> points = new HashMap<>();
        for (int i = 0; i < drafts.size(); i++) {
            for (StageNode node : drafts.get(i).nodes()) {
                points.computeIfAbsent(node.key(), unused -> new ArrayList<>()).add(i);
            }
        }
        return points;
    }

    /** The plan of one point, with the states of its stages from the plan of all. */
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

    /** This plan with newer states of stages; stages that {@code now} does not have keep their state. */
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
        return new SweepPlan(sweep, now, later, data, points);
    }

    /** This plan with the stages that a run selects. */
    public SweepPlan selecting(StageSelection selection) {
        return selection.isEverything() ? this : with(selection.of(all));
    }

    /**
     * The plan of a point, reduced to the selected stages.
     *
     * @param point index of the point
     */
    public Plan part(int point) {
        return plans.get(point).keeping(keys);
    }

    /** The plans of all points, reduced to the selected stages. */
    public List<Plan> parts() {
        return plans.stream().map(plan -> plan.keeping(keys)).toList();
    }

    /** Whether all stages of all points are selected. */
    public boolean isWhole() {
        return keys.containsAll(points.keySet());
    }

    /** One line for each data set: its location, its images, and skipped files. */
    public List<String> describeData() {
        return data.values().stream()
                .map(each -> "data " + each.location() + ": " + each.found().describe())
                .distinct()
                .toList();
    }

    /** Indices of the points that need a stage. */
    public List<Integer> needing(String key) {
        return points.getOrDefault(key, List.of());
    }

    /** Number of duplicate stages that sharing avoids. */
    public long saved() {
        return plans.stream().mapToLong(plan -> plan.stages().size()).sum()
                - all.stages().size();
    }

    private static Map<String, String> labels(
            Sweep sweep, Map<String, StageNode> nodes, Map<String, List<Integer>> points) {
        Set<String> varied = sweep.axes().keySet();
        Map<String, String> labels = new HashMap<>();
        nodes.forEach((key, node) -> {
            Map<String, String> common = null;
            for (int point : points.get(key)) {
                Map<String, String> settings = sweep.points().get(point).settings();
                if (common == null) {
                    common = new LinkedHashMap<>(settings);
                    common.keySet().retainAll(varied);
                } else if (!common.isEmpty()) {
                    common.entrySet().retainAll(settings.entrySet());
                }
            }
            labels.put(key, common.isEmpty() ? node.name() : node.name() + " [" + SweepPoint.label(common) + "]");
        });
        return labels;
    }
}
