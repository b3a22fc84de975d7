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
 * Plans experiments: builds their stages, checks them, and looks them up in the store. The planner hashes the files of
 * an experiment; it keeps the hashes of unchanged files ({@link HashCache}) and writes nothing else.
 */
public final class Planner {
    private Planner() {}

    /**
     * Plans one experiment.
     *
     * @throws BadInputException when the experiment is refused or its data cannot be read
     */
    public static Plan plan(Experiment experiment, Store store) {
        return plan(experiment, store, HashCache.ofUser());
    }

    static Plan plan(Experiment experiment, Store store, HashCache cache) {
        Experiment hashed = NamedFiles.hashed(experiment, cache);
        Draft draft = draft(hashed, ExperimentYaml.write(hashed), new Inputs(cache));
        return draft.in(store).verified(store);
    }

    /**
     * Plans all points of a sweep. Data sets are read once, and stages that points share are looked up once.
     *
     * @throws BadInputException for the first point that is refused
     */
    public static SweepPlan plan(Sweep sweep, Store store) {
        Inputs inputs = new Inputs(HashCache.ofUser());
        List<Attempt> attempts = sweep.points().parallelStream()
                .map(point -> attempt(point, sweep.folder(), inputs))
                .toList();
        return SweepPlan.of(sweep, attempts.stream().map(Attempt::orThrow).toList(), store);
    }

    /** The draft of a point or its failure. The first failure in the order of the points is reported. */
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
            return new Attempt(draft.withNotices(point.notices()), null);
        } catch (BadInputException e) {
            return new Attempt(
                    null,
                    point.settings().isEmpty()
                            ? e
                            : new BadInputException(e.getMessage() + " (sweep point " + point.label() + ")", e));
        }
    }

    /** Summaries and hashes of data sets, once for all points. */
    private record Inputs(
            HashCache cache, Map<DatasetSource, DatasetSource.Summary> summaries, Map<DatasetSource, String> hashes) {
        Inputs(HashCache cache) {
            this(cache, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }

        DatasetSource.Summary summary(DatasetSource source) throws IOException {
            DatasetSource.Summary summary = summaries.get(source);
            if (summary == null) {
                summary = summarised(source);
                summaries.put(source, summary);
            }
            return summary;
        }

        String sha256(DatasetSource source) throws IOException {
            String sha256 = hashes.get(source);
            if (sha256 == null) {
                sha256 = SourceHash.sha256(source, cache);
                hashes.put(source, sha256);
            }
            return sha256;
        }
    }

    private static DatasetSource.Summary summarised(DatasetSource source) throws IOException {
        try {
            return source.summarise();
        } catch (BadInputException e) {
            throw new BadInputException("dataset: " + e.getMessage(), e);
        }
    }

    /** The checked stages of an experiment. The store is not read. */
    private static Draft draft(Experiment experiment, String yaml, Inputs inputs) {
        DatasetSource source = experiment.dataset();
        requireData(experiment);
        try {
            DatasetSource.Summary data = inputs.summary(source);
            new DataChecks(experiment, data).check();
            String sha256 = inputs.sha256(source);
            StageGraph graph = new StageGraph(experiment, yaml, data, sha256, ExternalInputs.of(experiment, sha256));
            Workflow method = workflow(experiment);
            check(method, graph);
            method.build(graph);
            List<String> warnings = method.warnings(graph);
            report(graph, warnings);
            CleanDataCheck.check(graph.nodes(), experiment.corruption());
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
        throw new IllegalStateException(experiment.method().getClass()
                + " is registered as a method, but does not implement " + Workflow.class.getSimpleName());
    }

    private static void check(Workflow method, StageGraph graph) {
        try {
            method.check(graph);
        } catch (IllegalArgumentException e) {
            throw new BadInputException("experiment " + graph.experiment().experiment() + ": " + e.getMessage(), e);
        }
    }

    /** Adds the report, the last stage of every experiment, which reads all other stages. */
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
        /** This draft with notices of the reader before the warnings. */
        Draft withNotices(List<String> notices) {
            List<String> all =
                    Stream.concat(notices.stream(), warnings.stream()).toList();
            return new Draft(experiment, yaml, nodes, all, data);
        }

        Plan in(Store store) {
            return Plan.of(experiment.experiment(), experiment.seed(), yaml, nodes, store)
                    .withWarnings(warnings);
        }
    }

    /**
     * Points to the README beside a missing data set that the user must download. Without a README the source reports
     * the missing file. Locations of files are absolute paths, those of drawn data are names.
     */
    private static void requireData(Experiment experiment) {
        Path path = Path.of(experiment.dataset().location());
        Path readme = path.resolveSibling("README.md");
        if (path.isAbsolute() && !Files.exists(path) && Files.isRegularFile(readme)) {
            throw new BadInputException("experiment " + experiment.experiment() + ": dataset.path " + path
                    + " does not exist; " + readme + " says where to get it");
        }
    }
}
