package org.dcd.pipelines.workflow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.experiment.ExternalInput;
import org.dcd.pipelines.experiment.NamedFiles;
import org.dcd.transforms.data.SourceHash;
import org.dcd.transforms.files.HashCache;

/** Everything that an experiment reads from outside, with its hash. */
public final class ExternalInputs {
    /** Key of the data set. */
    static final String DATASET = "dataset";

    private ExternalInputs() {}

    /** The data set, unless it is drawn, then all other files. */
    public static List<ExternalInput> of(Experiment experiment) throws IOException {
        return of(experiment, HashCache.ofUser());
    }

    static List<ExternalInput> of(Experiment experiment, HashCache cache) throws IOException {
        List<ExternalInput> inputs = new ArrayList<>();
        List<Path> files = experiment.dataset().files();
        if (!files.isEmpty()) {
            inputs.add(new ExternalInput(
                    DATASET,
                    files.stream().map(file -> file.getFileName().toString()).toList(),
                    SourceHash.sha256(experiment.dataset(), cache)));
        }
        inputs.addAll(NamedFiles.of(NamedFiles.hashed(experiment, cache)));
        return inputs;
    }
}
