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

/** All files that an experiment reads from outside the store, with their hashes. */
public final class ExternalInputs {
    /** Key of the data set in an experiment file. */
    static final String DATASET = "dataset";

    private ExternalInputs() {}

    /**
     * The data set, unless it is drawn, followed by all other files. Hashes files that have changed since the last
     * time.
     *
     * @throws IOException when a file of the data set cannot be read
     */
    public static List<ExternalInput> of(Experiment experiment) throws IOException {
        HashCache cache = HashCache.ofUser();
        return of(NamedFiles.hashed(experiment, cache), SourceHash.sha256(experiment.dataset(), cache));
    }

    /**
     * As above, of hashes that are known.
     *
     * @param experiment whose files are {@link NamedFiles#hashed}
     * @param dataSha256 hash of its data set
     */
    static List<ExternalInput> of(Experiment experiment, String dataSha256) throws IOException {
        List<ExternalInput> inputs = new ArrayList<>();
        List<Path> files = experiment.dataset().files();
        if (!files.isEmpty()) {
            inputs.add(new ExternalInput(
                    DATASET,
                    files.stream().map(file -> file.getFileName().toString()).toList(),
                    dataSha256));
        }
        inputs.addAll(NamedFiles.of(experiment));
        return inputs;
    }
}
