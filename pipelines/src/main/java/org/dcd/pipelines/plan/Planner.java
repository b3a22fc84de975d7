package org.dcd.pipelines.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dcd.pipelines.spec.Experiment;
import org.dcd.pipelines.spec.ExperimentYaml;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.dataset.DatasetSource;

/** Makes plans: what an experiment consists of, what of it is in the store. Touches nothing on disk. */
public final class Planner {
    private Planner() {}

    public static Plan plan(Experiment experiment, Store store) {
        String yaml = ExperimentYaml.write(experiment);
        DatasetSource source = experiment.dataset();
        requireData(experiment);
        try {
            DatasetSource.Summary summary = source.summarise();
            new ExperimentChecks(experiment, summary).check();
            ExperimentGraph graph = new ExperimentGraph(experiment, yaml, summary, SourceFingerprint.of(source));
            graph.check();
            List<StageNode> nodes = graph.build();
            Plan plan = Plan.of(experiment.experiment(), experiment.seed(), yaml, nodes, store)
                    .verified(store)
                    .warning(Warnings.of(experiment, nodes));
            Firewall.check(plan.stages().stream().map(PlannedStage::node).toList());
            return plan;
        } catch (IOException e) {
            throw new BadInputException(
                    "experiment " + experiment.experiment() + ": dataset " + source.location() + " cannot be read: "
                            + e.getMessage() + "; give the path of a readable file",
                    e);
        }
    }

    /**
     * Data that others must bring is told of in a README beside its place; where there is none, the source complains.
     * Files have an absolute path for a location, drawn data a name.
     */
    private static void requireData(Experiment experiment) {
        Path path = Path.of(experiment.dataset().location());
        Path readme = path.resolveSibling("README.md");
        if (path.isAbsolute() && !Files.exists(path) && Files.isRegularFile(readme)) {
            throw new BadInputException("experiment " + experiment.experiment() + ": dataset.path " + path
                    + " does not exist; " + readme + " tells where to get it");
        }
    }
}
