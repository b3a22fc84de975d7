package org.dcd.pipelines.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dcd.pipelines.experiment.Sweep;
import org.dcd.pipelines.report.SweepReport;
import org.dcd.pipelines.report.SweepTable;
import org.dcd.pipelines.result.ExpectationResult;
import org.dcd.pipelines.result.Expectations;
import org.dcd.pipelines.result.PaperLine;
import org.dcd.pipelines.result.PointRun;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.Planner;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd compare FILE…}. */
@Command(
        name = "compare",
        description = "Shows the scores of all finished points of a file's sweep, or of all finished runs that differ"
                + " from a file in the seed alone, and holds each to what the file expects. Exit code 1 when an"
                + " expectation fails.",
        footer = {
            "",
            "Examples:",
            "  dcd compare experiments/quickstart.yaml",
            "  dcd compare sweep.yaml --format latex",
            "  dcd compare sweep.yaml --html sweep.html",
            "  dcd compare experiments/*.yaml --store /data/dcd --format csv"
        })
final class CompareCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Experiment files.")
    private List<Path> files;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = "text",
            description = "text (default), markdown or latex: a row a method, a column a setting; csv or json: a line a"
                    + " score, with its contract.")
    private ComparisonFormat format;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "PAGE",
            description = "Also writes this HTML page: curves over the sweep, its tables, and links to the reports.")
    private Path html;

    @Mixin
    private CommonOptions options;

    CompareCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Store store = options.store();
        ComparisonFormat wanted = json ? ComparisonFormat.JSON : format;
        List<ScoreLine> lines = new ArrayList<>();
        OutputFile page = html == null ? null : OutputFile.of("--html", html, "an HTML page", ".html", ".htm");
        if (html != null && files.size() > 1) {
            throw new BadInputException("--html is of one file, " + files.size() + " were given; write one by one");
        }
        long failed = 0;
        for (Path path : files) {
            ExperimentFile file = new ExperimentFile(path, options.overrides(), options.weights());
            Sweep sweep = file.readSweep();
            SweepReport found = sweep.isSwept() ? points(sweep, store) : seeds(file, sweep, store);
            List<PointRun> runs =
                    found.points().stream().map(SweepReport.Point::run).toList();
            if (runs.isEmpty()) {
                throw new BadInputException(path + ": the store " + store.location() + " has no finished run of "
                        + sweep.name() + " with these settings; run it first: dcd run " + path);
            }
            switch (wanted) {
                case TEXT -> print(sweep, runs, found.trends());
                case MARKDOWN, LATEX -> SweepTable.of(runs)
                        .forEach(table -> session.out().println(wanted.table(sweep.name(), table)));
                case CSV, JSON -> runs.forEach(run -> lines.addAll(ScoreLine.of(sweep.name(), run)));
            }
            for (PointRun run : runs) {
                failed += report(name(run), results(run));
            }
            failed += report(sweep.name(), found.trends());
            if (page != null) {
                page.write(found.html().getBytes(StandardCharsets.UTF_8));
            }
        }
        if (wanted == ComparisonFormat.JSON) {
            session.out().println(Json.pretty(lines));
        } else if (wanted == ComparisonFormat.CSV) {
            ScoreLine.csv(lines).forEach(session.out()::println);
        }
        return failed == 0 ? 0 : Cli.FAILED;
    }

    /** The points of a sweep whose scores are all there. */
    private SweepReport points(Sweep sweep, Store store) throws IOException {
        List<Plan> plans = Planner.plan(sweep, store).plans();
        SweepReport found =
                SweepPage.of(sweep, plans, point -> Comparison.isScored(plans.get(point)), store, folderOfPage());
        if (!found.points().isEmpty() && !found.missing().isEmpty()) {
            session.err()
                    .println("dcd: " + found.points().size() + " of " + Count.of(plans.size(), "point") + " of "
                            + sweep.name() + " are finished");
        }
        return found;
    }

    private String folderOfPage() {
        return html == null ? "" : html.toAbsolutePath().getParent().toString();
    }

    /** The runs of an experiment with any seed. */
    private SweepReport seeds(ExperimentFile file, Sweep sweep, Store store) throws IOException {
        Map<Long, Plan> plans = new HashMap<>();
        Comparison comparison = Comparison.find(
                sweep.name(),
                store,
                seed -> plans.computeIfAbsent(
                        seed, unused -> file.withSeed(seed).plan(store)));
        List<SweepReport.Point> points = comparison.runs().stream()
                .map(run -> new SweepReport.Point(
                        PointRun.of(
                                file.withSeed(run.seed()).readSweep().points().get(0), run.scores()),
                        SweepPage.link(plans.get(run.seed()), store, folderOfPage())))
                .toList();
        return new SweepReport(sweep.name(), List.of("seed"), points, List.of(), List.of());
    }

    private void print(Sweep sweep, List<PointRun> runs, List<ExpectationResult> trends) {
        if (sweep.isSwept()) {
            session.out()
                    .println(sweep.name() + ", " + Count.of(runs.size(), "point") + " over "
                            + String.join(", ", sweep.axes().keySet()));
            SweepTable.of(runs).forEach(table -> Results.print(table, session.out()));
            session.out().println();
            session.out().println("  " + Results.CLEAN_DATA_LEGEND);
        } else {
            new Comparison(
                            sweep.name(),
                            runs.stream()
                                    .map(run -> new SeedRun(run.seed(), run.scores()))
                                    .toList())
                    .print(session.out());
        }
        session.out().println();
        for (PointRun run : runs) {
            Results.print(name(run) + "  ", results(run), session.out());
        }
        Results.print("", trends, session.out());
        for (PointRun run : runs) {
            Results.printPaper(name(run) + "  ", PaperLine.of(run.experiment().paper(), run.scores()), session.out());
        }
    }

    private static List<ExpectationResult> results(PointRun run) {
        return Expectations.check(run.experiment().expect(), run.scores());
    }

    private static String name(PointRun run) {
        return run.settings().isEmpty() ? "seed " + run.seed() : run.label();
    }

    /** Says on the error stream what failed, so that a script which reads JSON sees it too. */
    private long report(String name, List<ExpectationResult> results) {
        List<ExpectationResult> failed =
                results.stream().filter(result -> !result.passed()).toList();
        failed.forEach(
                result -> session.err().println("dcd: " + name + " fails " + result.text() + ": " + result.detail()));
        return failed.size();
    }
}
