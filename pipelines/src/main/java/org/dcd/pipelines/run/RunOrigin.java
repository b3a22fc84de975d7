package org.dcd.pipelines.run;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.experiment.ExternalInput;
import org.dcd.pipelines.experiment.PortablePath;
import org.dcd.pipelines.experiment.Sweep;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.ExternalInputs;
import org.dcd.schemas.BadInputException;

/**
 * Origin of a run. Unknown components are null.
 *
 * @param folder folder of the experiment file
 * @param source state of the folder in git
 * @param dataSeed seed of the split of the data
 * @param inputs data and files from outside of the store
 */
record RunOrigin(Path folder, SourceCommit source, Long dataSeed, List<ExternalInput> inputs) {
    /** Origin of a plan without an experiment file. */
    static final RunOrigin UNKNOWN = new RunOrigin(null, null, null, null);

    /**
     * Origins of all points of a sweep.
     *
     * @param commit state of the folder of the sweep in git
     */
    static List<RunOrigin> of(Sweep sweep, Optional<SourceCommit> commit) {
        SourceCommit source = commit.orElse(null);
        return sweep.points().stream()
                .map(point -> point.experiment())
                .map(experiment -> new RunOrigin(sweep.folder(), source, experiment.dataSeed(), inputs(experiment)))
                .toList();
    }

    private static List<ExternalInput> inputs(Experiment experiment) {
        try {
            return ExternalInputs.of(experiment);
        } catch (IOException | BadInputException missing) {
            // Cached stages do not need their data: a run without them is recorded, too.
            return null;
        }
    }

    /** Path of the folder relative to a store; null when there is no relative path. */
    String from(Store store) {
        if (folder == null) {
            return null;
        }
        try {
            return PortablePath.way(Path.of(store.location()), folder)
                    .map(PortablePath::text)
                    .orElse(null);
        } catch (InvalidPathException noLocalStore) {
            return null;
        }
    }
}
