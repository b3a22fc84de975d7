package org.dcd.pipelines.cli.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.cli.console.TextTable;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.experiment.Sweep;
import org.dcd.pipelines.experiment.SweepPoint;
import org.dcd.pipelines.report.SweepTable;
import org.dcd.pipelines.result.ExpectationResult;
import org.dcd.pipelines.result.Expectations;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.result.PointRun;
import org.dcd.pipelines.result.Trends;
import org.dcd.pipelines.run.SweepOutcome;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.schemas.Count;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;
import org.dcd.transforms.stage.FileNames;

/** Prints the outcome of a run: scores, expectations and reports. */
record RunSummary(CommandContext context, Store store) {
    /**
     * Prints the outcome.
     *
     * @param whole whether the run covers all stages, including the reports
     * @param made number of stages that it ran
     * @return exit code: {@link ExitCode#FAILED} when a point or an expectation failed, otherwise 0
     */
    int print(SweepOutcome outcome, boolean whole, int made) throws IOException {
        context.out().println();
        context.out()
                .println("Done in " + FormattedNumbers.duration(outcome.seconds()) + ": " + Count.of(made, "stage")
                        + " run, "
                        + (outcome.plan().all().stages().size()
                                - outcome.plan().all().toRun().size())
                        + " cached");
        List<ExpectationResult> expectations = List.of();
        if (!whole) {
            printStages(outcome);
        } else if (outcome.plan().sweep().isSwept()) {
            expectations = printSweep(outcome);
        } else {
            expectations = printPoint(outcome);
        }
        long failed = expectations.stream().filter(result -> !result.passed()).count();
        if (failed > 0) {
            context.err()
                    .println("dcd: " + failed + " of " + expectations.size() + " expectations failed"
                            + (outcome.failures().isEmpty() ? "; all stages are finished and kept" : ""));
        }
        return failed == 0 && outcome.failures().isEmpty() ? 0 : ExitCode.FAILED;
    }

    /** The stages of a run that covers a part of the graph. */
    private void printStages(SweepOutcome outcome) {
        TextTable table = TextTable.ofWords();
        for (PlannedStage stage : outcome.plan().all().toRun()) {
            table.line(List.of(stage.label(), store.stage(stage.node().id()).location()));
        }
        table.render().forEach(context.out()::println);
    }

    /** @return the results of the expectations */
    private List<ExpectationResult> printPoint(SweepOutcome outcome) throws IOException {
        Experiment experiment = outcome.plan().sweep().points().get(0).experiment();
        List<Score> scores = ScorePrinter.scores(outcome.plan().plans().get(0), store);
        if (!scores.isEmpty()) {
            context.out().println();
            ScorePrinter.print(scores, experiment.seed(), context.out());
        }
        List<ExpectationResult> expectations = Expectations.check(experiment.expect(), scores);
        if (!expectations.isEmpty()) {
            context.out().println();
            ScorePrinter.print("", expectations, context.out());
        }
        context.out().println();
        Folder report = outcome.report(0, store);
        context.out().println("Report: " + path(report));
        Optional<Path> copy = Store.localCopy(report, FileNames.REPORT);
        copy.ifPresent(file -> context.out().println("Local copy: " + file));
        return expectations;
    }

    /** @return the results of the expectations of all points and of the sweep */
    private List<ExpectationResult> printSweep(SweepOutcome outcome) throws IOException {
        List<PointRun> finished = new ArrayList<>();
        TextTable reports = TextTable.ofWords();
        for (int i = 0; i < outcome.plan().plans().size(); i++) {
            SweepPoint point = outcome.plan().sweep().points().get(i);
            if (outcome.failures().containsKey(i)) {
                reports.line(
                        List.of(point.label(), "✗ " + outcome.failures().get(i).getMessage()));
            } else {
                finished.add(PointRun.of(
                        point, ScorePrinter.scores(outcome.plan().plans().get(i), store)));
                reports.line(List.of(point.label(), path(outcome.report(i, store))));
            }
        }
        SweepTable.of(finished).forEach(table -> ScorePrinter.print(table, context.out()));
        List<ExpectationResult> expectations = new ArrayList<>();
        finished.forEach(run -> {
            List<ExpectationResult> results =
                    Expectations.check(run.experiment().expect(), run.scores());
            expectations.addAll(results);
            if (!results.isEmpty()) {
                context.out().println();
                ScorePrinter.print(run.label() + "  ", results, context.out());
            }
        });
        List<ExpectationResult> trends = Trends.check(outcome.plan().sweep(), finished);
        expectations.addAll(trends);
        if (!trends.isEmpty()) {
            context.out().println();
            ScorePrinter.print("", trends, context.out());
        }
        context.out().println();
        context.out().println("Reports:");
        reports.render().forEach(context.out()::println);
        if (!finished.isEmpty()) {
            printPage(outcome);
        }
        if (!outcome.failures().isEmpty()) {
            context.err()
                    .println("dcd: " + outcome.failures().size() + " of "
                            + Count.of(outcome.plan().plans().size(), "point")
                            + " failed; finished stages are kept. Run the same command again to run the rest");
        }
        return expectations;
    }

    /** Warns when the page cannot be written, as in a read-only store: the sweep itself has succeeded. */
    private void printPage(SweepOutcome outcome) {
        try {
            context.out().println("Sweep report: " + writePage(outcome));
        } catch (IOException e) {
            context.out()
                    .println(PlanCommand.WARNING + "the report of the sweep could not be written: " + Reasons.of(e)
                            + "; write it elsewhere with dcd compare --html FILE");
        }
    }

    /** Writes the report of the sweep next to the run records. */
    private String writePage(SweepOutcome outcome) throws IOException {
        Sweep sweep = outcome.plan().sweep();
        Folder runs = store.runs();
        byte[] page = SweepPage.of(
                        sweep,
                        outcome.plan().plans(),
                        point -> !outcome.failures().containsKey(point),
                        store,
                        runs.location())
                .html()
                .getBytes(StandardCharsets.UTF_8);
        runs.write(SweepPage.nameOf(sweep), out -> out.write(page));
        return runs.location() + "/" + SweepPage.nameOf(sweep);
    }

    private static String path(Folder report) {
        return report.location() + "/" + FileNames.REPORT;
    }
}
