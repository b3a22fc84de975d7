package org.dcd.pipelines.workflow;

import java.util.List;
import org.dcd.pipelines.experiment.ExperimentMethod;
import org.dcd.schemas.BadInputException;

/**
 * A method as a graph of stages: a registered record, chosen by the key {@code method} of an experiment file. A method
 * adds stages to a {@link StageGraph}, mostly with the shared parts in {@code workflow.method}.
 */
public interface Workflow extends ExperimentMethod {
    /**
     * Refuses settings that cannot work with this data, before any stage runs.
     *
     * @param graph the experiment and its data; no stages yet
     * @throws BadInputException with the key at fault, its value and the remedy
     * @throws IllegalArgumentException likewise; the planner adds the name of the experiment
     */
    void check(StageGraph graph);

    /** Adds the stages of the experiment, each after its inputs. */
    void build(StageGraph graph);

    /** Warnings of accepted but risky settings, each with the setting, its value, the reason and the remedy. */
    default List<String> warnings(StageGraph graph) {
        return List.of();
    }
}
