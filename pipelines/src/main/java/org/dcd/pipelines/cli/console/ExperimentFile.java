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
 * An experiment file and the overrides given on the command line.
 *
 * @param path of the YAML file
 * @param overrides values of {@code --set}, each {@code KEY=VALUE}
 * @param weights imported weights, which the experiment uses when it names no file
 */
public record ExperimentFile(Path path, List<String> overrides, WeightsFolder weights) {
    /** Copies the overrides. */
    public ExperimentFile {
        overrides = List.copyOf(overrides);
    }

    /**
     * Reads a file that has no sweep.
     *
     * @throws org.dcd.schemas.BadInputException when the file is not a valid experiment
     */
    public Experiment read() {
        CodeVersions.prepare();
        return ExperimentReader.read(path, overrides, weights);
    }

    /**
     * Reads a file with or without a sweep; without one it has a single point.
     *
     * @throws org.dcd.schemas.BadInputException when the file is not a valid experiment
     */
    public Sweep readSweep() {
        CodeVersions.prepare();
        return ExperimentReader.readSweep(path, overrides, weights);
    }

    /** Plans a file that has no sweep against a store. */
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
