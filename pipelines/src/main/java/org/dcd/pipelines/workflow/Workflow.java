package org.dcd.pipelines.workflow;

import java.util.List;
import org.dcd.pipelines.experiment.ExperimentMethod;
import org.dcd.schemas.BadInputException;

/**
 * A method as a graph of stages: a registered record, chosen by the key {@code method} of an experiment file. A method
 * is one file that adds stages to a {@link StageGraph}, mostly with the parts that other methods use as well.
 */
public interface Workflow extends ExperimentMethod {
    /**
     * Refuses combinations of settings that could not finish on this data, before any work starts.
     *
     * @throws BadInputException with the key at fault, its value and the remedy
     * @throws IllegalArgumentException the same; the planner adds the name of the experiment
     */
    void check(StageGraph graph);

    /** Adds the stages that the experiment asks for; all of them read what was added before them. */
    void build(StageGraph graph);

    /** What may go wrong although it is not refused: each with the setting, its value, the reason and the remedy. */
    default List<String> warnings(StageGraph graph) {
        return List.of();
    }
}
