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
 * Where a run came from; null whatever is not known.
 *
 * @param folder of the experiment file
 * @param source its state in git
 */
public record RunOrigin(Path folder, SourceCommit source, Long dataSeed, List<ExternalInput> inputs) {
    /** Of a plan that no file gave. */
    public static final RunOrigin UNKNOWN = new RunOrigin(null, null, null, null);

    /** The origins of all points of a sweep. */
    public static List<RunOrigin> of(Sweep sweep, Optional<SourceCommit> commit) {
        SourceCommit source = commit.orElse(null);
        return sweep.points().stream()
                .map(point -> point.experiment())
                .map(experiment -> new RunOrigin(sweep.folder(), source, experiment.dataSeed(), inputs(experiment)))
                .toList();
    }

    private static List<ExternalInput> inputs(Experiment experiment) {
        try {
            return ExternalInputs.of(experiment);
        } catch (IOException | BadInputException gone) {
            // What is cached does without its data: a run that finds them gone is recorded.
            return null;
        }
    }

    /** The way from a store; null where there is none that names no machine. */
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
