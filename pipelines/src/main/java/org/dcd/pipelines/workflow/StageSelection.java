package org.dcd.pipelines.workflow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;

/**
 * The stages of a plan that a run executes. Stages are given by name, such as {@code teacher} or
 * {@code score:generator}, or by stage kind, such as {@code score} for all stages of that kind.
 *
 * @param only run only these; their inputs must be in the store
 * @param until run these and all that they depend on
 * @param from force these and all that depend on them
 * @param force force these
 */
public record StageSelection(List<String> only, List<String> until, List<String> from, List<String> force) {
    public StageSelection {
        only = List.copyOf(only);
        until = List.copyOf(until);
        from = List.copyOf(from);
        force = List.copyOf(force);
    }

    /** Whether all stages are selected and none is forced. */
    public boolean isEverything() {
        return equals(new StageSelection(List.of(), List.of(), List.of(), List.of()));
    }

    /** The selection as options of the command line; empty for everything. */
    public String describe() {
        return Stream.of(
                        words("--only ", only),
                        words("--until ", until),
                        words("--from ", from),
                        words("--force ", force))
                .flatMap(List::stream)
                .collect(Collectors.joining(" "));
    }

    private static List<String> words(String option, List<String> names) {
        return names.stream().map(option::concat).toList();
    }

    /** The plan reduced to the selected stages and their inputs. */
    Plan of(Plan all) {
        Set<String> again = new HashSet<>(keys(all, "--force", force));
        again.addAll(dependents(all, keys(all, "--from", from)));
        Plan plan = all.forcing(again);
        if (!only.isEmpty()) {
            Set<String> chosen = keys(plan, "--only", only);
            requireInputs(plan, chosen);
            return plan.keeping(withInputs(plan, chosen));
        }
        return until.isEmpty() ? plan : plan.keeping(needs(plan, keys(plan, "--until", until)));
    }

    private static Set<String> keys(Plan plan, String option, List<String> names) {
        Set<String> keys = new LinkedHashSet<>();
        for (String name : names) {
            List<String> found = plan.stages().stream()
                    .filter(stage -> stage.node().name().equals(name)
                            || stage.label().equals(name)
                            || stage.node().kind().equals(name))
                    .map(stage -> stage.node().key())
                    .toList();
            if (found.isEmpty()) {
                throw new BadInputException(option + " " + name + ": the experiment has no such stage; known: "
                        + plan.stages().stream()
                                .map(stage -> stage.node().name())
                                .distinct()
                                .collect(Collectors.joining(", ")));
            }
            keys.addAll(found);
        }
        return keys;
    }

    private static void requireInputs(Plan plan, Set<String> chosen) {
        Set<String> missing = plan.toRun().stream()
                .map(stage -> stage.node().key())
                .filter(key -> !chosen.contains(key))
                .collect(Collectors.toSet());
        for (PlannedStage stage : plan.toRun()) {
            for (NodeInput input : stage.node().inputs()) {
                if (chosen.contains(stage.node().key()) && missing.contains(input.key())) {
                    throw new BadInputException("--only " + stage.node().name() + ": its input " + input.name()
                            + " is not in the store; run --until " + input.name() + " first, or use --until "
                            + stage.node().name());
                }
            }
        }
    }

    private static Set<String> withInputs(Plan plan, Set<String> chosen) {
        Set<String> kept = new HashSet<>(chosen);
        for (PlannedStage stage : plan.stages()) {
            if (chosen.contains(stage.node().key())) {
                stage.node().inputs().forEach(input -> kept.add(input.key()));
            }
        }
        return kept;
    }

    /** Stages come after their inputs, so one pass from the end finds all dependencies. */
    private static Set<String> needs(Plan plan, Set<String> chosen) {
        Set<String> needed = new HashSet<>(chosen);
        List<PlannedStage> stages = new ArrayList<>(plan.stages());
        for (int i = stages.size() - 1; i >= 0; i--) {
            if (needed.contains(stages.get(i).node().key())) {
                stages.get(i).node().inputs().forEach(input -> needed.add(input.key()));
            }
        }
        return needed;
    }

    private static Set<String> dependents(Plan plan, Set<String> chosen) {
        Set<String> dependents = new HashSet<>(chosen);
        for (PlannedStage stage : plan.stages()) {
            if (stage.node().inputs().stream().anyMatch(input -> dependents.contains(input.key()))) {
                dependents.add(stage.node().key());
            }
        }
        return dependents;
    }
}
