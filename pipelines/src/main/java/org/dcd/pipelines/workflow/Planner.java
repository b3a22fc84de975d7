package org.dcd.pipelines.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.experiment.ExperimentYaml;
import org.dcd.pipelines.experiment.Sweep;
import org.dcd.pipelines.experiment.SweepPoint;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.data.DatasetSource;

/** Makes plans: what an experiment consists of, what of it is in the store. Touches nothing on disk. */
public final class Planner {
    private Planner() {}

    public static Plan plan(Experiment experiment, Store store) {
        Draft draft = draft(experiment, ExperimentYaml.write(experiment));
        return draft.in(store).verified(store);
    }

    /** Plans all points of a sweep; what several of them need is looked up once. */
    public static SweepPlan plan(Sweep sweep, Store store) {
        List<Attempt> attempts = sweep.points().parallelStream()
                .map(point -> attempt(point, sweep.folder()))
                .toList();
        return SweepPlan.of(sweep, attempts.stream().map(Attempt::orThrow).toList(), store);
    }

    /** What came of a point: of several that are wrong the first one is told, whichever was looked at first. */
    private record Attempt(Draft draft, BadInputException failure) {
        Draft orThrow() {
            if (failure != null) {
                throw failure;
            }
            return draft;
        }
    }

    private static Attempt attempt(SweepPoint point, Path folder) {
        try {
            Draft draft = draft(point.experiment(), ExperimentYaml.write(point.experiment(), folder));
            return new Attempt(draft.noticing(point.notices()), null);
        } catch (BadInputException e) {
            return new Attempt(
                    null,
                    point.settings().isEmpty()
                            ? e
                            : new BadInputException(e.getMessage() + " (sweep point " + point.label() + ")", e));
        }
    }

    /** The stages of an experiment, checked, before the store is asked for any. */
    private static Draft draft(Experiment experiment, String yaml) {
        DatasetSource source = experiment.dataset();
        requireData(experiment);
        try {
            DatasetSource.Summary summary = summarised(source);
            new ExperimentChecks(experiment, summary).check();
            ExperimentGraph graph = new ExperimentGraph(
                    experiment, yaml, summary, SourceFingerprint.of(source), ExternalInputs.of(experiment));
            graph.check();
            List<StageNode> nodes = graph.build();
            Firewall.check(nodes);
            return new Draft(experiment, yaml, nodes, Warnings.of(experiment, nodes), summary);
        } catch (IOException e) {
            throw new BadInputException(
                    "experiment " + experiment.experiment() + ": dataset " + source.location() + " cannot be read: "
                            + e.getMessage() + "; give the path of a readable file",
                    e);
        }
    }

    private static DatasetSource.Summary summarised(DatasetSource source) throws IOException {
        try {
            return source.summarise();
        } catch (BadInputException e) {
            throw new BadInputException("dataset: " + e.getMessage(), e);
        }
    }

    /** An experiment and its stages. */
    record Draft(
            Experiment experiment,
            String yaml,
            List<StageNode> nodes,
            List<String> warnings,
            DatasetSource.Summary data) {
        /** With notices of the file before the warnings. */
        Draft noticing(List<String> notices) {
            List<String> all =
                    Stream.concat(notices.stream(), warnings.stream()).toList();
            return new Draft(experiment, yaml, nodes, all, data);
        }

        Plan in(Store store) {
            return Plan.of(experiment.experiment(), experiment.seed(), yaml, nodes, store)
                    .warning(warnings);
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
