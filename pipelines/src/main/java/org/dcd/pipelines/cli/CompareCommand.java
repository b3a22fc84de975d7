package org.dcd.pipelines.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dcd.pipelines.report.ExpectationResult;
import org.dcd.pipelines.report.PaperLine;
import org.dcd.pipelines.spec.Experiment;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd compare FILE…}. */
@Command(
        name = "compare",
        description = "Shows the scores of all finished runs that differ from a file in the seed alone, and holds each"
                + " to what the file expects. Exit code 1 when an expectation fails.",
        footer = {
            "",
            "Examples:",
            "  dcd compare experiments/quickstart.yaml",
            "  dcd compare experiments/*.yaml --store /data/dcd --json"
        })
final class CompareCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Experiment files.")
    private List<Path> files;

    @Option(names = "--json", description = "Prints a list of objects, one per score.")
    private boolean json;

    @Mixin
    private CommonOptions options;

    CompareCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Store store = options.store();
        List<Comparison.Line> lines = new ArrayList<>();
        long failed = 0;
        for (Path path : files) {
            ExperimentFile file = new ExperimentFile(path, options.overrides(), options.weights());
            Experiment experiment = file.read();
            Comparison comparison = Comparison.find(
                    experiment.experiment(), store, seed -> file.withSeed(seed).plan(store));
            if (comparison.runs().isEmpty()) {
                throw new BadInputException(path + ": the store " + store.location() + " has no finished run of "
                        + experiment.experiment() + " with these settings; run it first: dcd run " + path);
            }
            Map<Long, List<ExpectationResult>> results = comparison.check(experiment.expect());
            if (json) {
                lines.addAll(comparison.lines());
            } else {
                comparison.print(session.out());
                print(results);
                printPaper(experiment, comparison);
            }
            failed += report(results);
        }
        if (json) {
            session.out().println(Json.pretty(lines));
        }
        return failed == 0 ? 0 : Cli.FAILED;
    }

    private void print(Map<Long, List<ExpectationResult>> results) {
        session.out().println();
        results.forEach((seed, list) -> Results.print("seed " + seed + "  ", list, session.out()));
    }

    private void printPaper(Experiment experiment, Comparison comparison) {
        for (SeedRun run : comparison.runs()) {
            Results.printPaper(
                    "seed " + run.seed() + "  ", PaperLine.of(experiment.paper(), run.scores()), session.out());
        }
    }

    /** Says on the error stream what failed, so that a script which reads JSON sees it too. */
    private long report(Map<Long, List<ExpectationResult>> results) {
        long failed = 0;
        for (Map.Entry<Long, List<ExpectationResult>> entry : results.entrySet()) {
            for (ExpectationResult result : entry.getValue()) {
                if (!result.passed()) {
                    failed++;
                    session.err()
                            .println(
                                    "dcd: seed " + entry.getKey() + " fails " + result.text() + ": " + result.detail());
                }
            }
        }
        return failed;
    }
}
