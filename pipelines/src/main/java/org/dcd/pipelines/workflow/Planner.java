package org.dcd.pipelines.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.experiment.ExperimentYaml;
import org.dcd.pipelines.experiment.NamedFiles;
import org.dcd.pipelines.experiment.Sweep;
import org.dcd.pipelines.experiment.SweepPoint;
import org.dcd.pipelines.report.ReportKind;
import org.dcd.pipelines.report.ReportSpec;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.SourceHash;
import org.dcd.transforms.files.HashCache;

/**
 * Makes plans: what an experiment consists of, what of it is in the store. Here the files that an experiment names get
 * their hashes; those of unchanged files are remembered ({@link HashCache}), and nothing else is written.
 */
public final class Planner {
    private Planner() {}

    public static Plan plan(Experiment experiment, Store store) {
        return plan(experiment, store, HashCache.ofUser());
    }

    static Plan plan(Experiment experiment, Store store, HashCache cache) {
        Experiment hashed = NamedFiles.hashed(experiment, cache);
        Draft draft = draft(hashed, ExperimentYaml.write(hashed), new Inputs(cache));
        return draft.in(store).verified(store);
    }

    /** Plans all points of a sweep; what several of them need is looked up once. */
    public static SweepPlan plan(Sweep sweep, Store store) {
        Inputs inputs = new Inputs(HashCache.ofUser());
        List<Attempt> attempts = sweep.points().parallelStream()
                .map(point -> attempt(point, sweep.folder(), inputs))
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

    private static Attempt attempt(SweepPoint point, Path folder, Inputs inputs) {
        try {
            Experiment hashed = NamedFiles.hashed(point.experiment(), inputs.cache());
            Draft draft = draft(hashed, ExperimentYaml.write(hashed, folder), inputs);
            return new Attempt(draft.noticing(point.notices()), null);
        } catch (BadInputException e) {
            return new Attempt(
                    null,
                    point.settings().isEmpty()
                            ? e
                            : new BadInputException(e.getMessage() + " (sweep point " + point.label() + ")", e));
        }
    }

    /** What was found of files, once for all points. */
    private record Inputs(HashCache cache, Map<DatasetSource, DatasetSource.Summary> summaries) {
        Inputs(HashCache cache) {
            this(cache, new ConcurrentHashMap<>());
        }

        DatasetSource.Summary summary(DatasetSource source) throws IOException {
            DatasetSource.Summary summary = summaries.get(source);
            if (summary == null) {
                summary = summarised(source);
                summaries.put(source, summary);
            }
            return summary;
        }
    }

    private static DatasetSource.Summary summarised(DatasetSource source) throws IOException {
        try {
            return source.summarise();
        } catch (BadInputException e) {
            throw new BadInputException("dataset: " + e.getMessage(), e);
        }
    }

    /** The stages of an experiment, checked, before the store is asked for any. */
    private static Draft draft(Experiment experiment, String yaml, Inputs inputs) {
        DatasetSource source = experiment.dataset();
        requireData(experiment);
        try {
            DatasetSource.Summary data = inputs.summary(source);
            new ExperimentChecks(experiment, data).check();
            StageGraph graph = new StageGraph(
                    experiment,
                    yaml,
                    data,
                    SourceHash.sha256(source, inputs.cache()),
                    ExternalInputs.of(experiment, inputs.cache()));
            Workflow method = workflow(experiment);
            check(method, graph);
            method.build(graph);
            List<String> warnings = method.warnings(graph);
            report(graph, warnings);
            Firewall.check(graph.nodes(), experiment.corruption());
            return new Draft(experiment, yaml, graph.nodes(), warnings, data);
        } catch (IOException e) {
            throw new BadInputException(
                    "experiment " + experiment.experiment() + ": dataset " + source.location() + " cannot be read: "
                            + e.getMessage() + "; give the path of a readable file",
                    e);
        }
    }

    private static Workflow workflow(Experiment experiment) {
        if (experiment.method() instanceof Workflow workflow) {
            return workflow;
        }
        throw new IllegalStateException(experiment.method().getClass() + " is registered as a method, but is no "
                + Workflow.class.getSimpleName());
    }

    private static void check(Workflow method, StageGraph graph) {
        try {
            method.check(graph);
        } catch (IllegalArgumentException e) {
            throw new BadInputException("experiment " + graph.experiment().experiment() + ": " + e.getMessage(), e);
        }
    }

    /** Every experiment ends in a report, which reads all other stages. */
    private static void report(StageGraph graph, List<String> warnings) {
        Experiment experiment = graph.experiment();
        ReportSpec spec = new ReportSpec(
                experiment.experiment(),
                graph.yaml(),
                graph.files(),
                warnings,
                experiment.expect().stream().map(Object::toString).toList(),
                experiment.paper(),
                experiment.seed());
        NodeInput[] all =
                graph.nodes().stream().map(node -> node.as(node.name())).toArray(NodeInput[]::new);
        graph.add(ReportKind.NAME, "report", spec, all);
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
