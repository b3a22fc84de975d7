package org.dcd.pipelines.experiment;

import java.io.Serializable;

/**
 * The method of an experiment: a registered workflow, which says what stages the experiment has. The components of a
 * method are its own keys under {@code method}.
 */
public interface ExperimentMethod extends Serializable {
    /**
     * Refuses settings that do not go together, as soon as the file is read and before any data is.
     *
     * @throws IllegalArgumentException with the key at fault, its value and the remedy
     */
    void check(Experiment experiment);
}
