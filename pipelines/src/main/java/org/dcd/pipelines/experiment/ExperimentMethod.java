package org.dcd.pipelines.experiment;

import java.io.Serializable;

/**
 * The method of an experiment: a registered workflow, which builds its stages. The components of a method are its keys
 * under {@code method}.
 */
public interface ExperimentMethod extends Serializable {
    /**
     * Refuses incompatible settings when the file is read, before any data is read.
     *
     * @param experiment the experiment
     * @throws IllegalArgumentException with the key at fault, its value and the remedy
     */
    void check(Experiment experiment);
}
