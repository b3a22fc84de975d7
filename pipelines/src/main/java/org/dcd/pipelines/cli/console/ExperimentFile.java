package org.dcd.pipelines.cli.console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcd.pipelines.code.CodeVersions;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.experiment.Sweep;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.Planner;
import org.dcd.transforms.pretrained.WeightsFolder;

/**
 * An experiment file with the overrides given beside it.
 *
 * @param weights those that it may take without naming them
 */
public record ExperimentFile(Path path, List<String> overrides, WeightsFolder weights) {
    public ExperimentFile {
        overrides = List.copyOf(overrides);
    }

    public Experiment read() {
        CodeVersions.prepare();
        return ExperimentReader.read(path, overrides, weights);
    }

    public Sweep readSweep() {
        CodeVersions.prepare();
        return ExperimentReader.readSweep(path, overrides, weights);
    }

    public Plan plan(Store store) {
        return Planner.plan(read(), store);
    }

    /** The same experiment with another seed. */
    public ExperimentFile withSeed(long seed) {
        List<String> more = new ArrayList<>(overrides);
        more.add("seed=" + seed);
        return new ExperimentFile(path, more, weights);
    }
}
