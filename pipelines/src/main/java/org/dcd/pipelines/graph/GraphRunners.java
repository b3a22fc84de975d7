package org.dcd.pipelines.graph;

import java.util.List;
import org.dcd.pipelines.spec.RunnerProfile;

/**
 * The ways there are to run graphs. Implemented where the runners are, so that plans and commands know none of them.
 */
public interface GraphRunners {
    /** Names of the runners, the default first. */
    List<String> names();

    /**
     * The runner that a profile describes. Asks nobody yet.
     *
     * @throws org.dcd.schemas.BadInputException when there is none of that name, or the profile does not fit it
     */
    GraphRunner of(RunnerProfile profile);
}
