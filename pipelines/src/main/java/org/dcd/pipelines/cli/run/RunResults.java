package org.dcd.pipelines.cli.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.cli.console.Session;
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

/** Tells what came of a run: scores, expectations, reports. */
record RunResults(Session session, Store store) {
    /**
     * Tells it.
     *
     * @param whole whether the run was asked for its reports
     * @param made stages that it made
     * @return exit code: that of a failure when a point failed, or an expectation of a whole run
     */
    int tell(SweepOutcome outcome, boolean whole, int made) throws IOException {
        session.out().println();
        session.out()
                .println("Done in " + FormattedNumbers.duration(outcome.seconds()) + ": " + Count.of(made, "stage")
                        + " made, "
                        + (outcome.plan().all().stages().size()
                                - outcome.plan().all().toRun().size())
                        + " cached");
        List<ExpectationResult> expectations = List.of();
        if (!whole) {
            tellStages(outcome);
        } else if (outcome.plan().sweep().isSwept()) {
            expectations = tellSweep(outcome);
        } else {
            expectations = tell(outcome);
        }
        long failed = expectations.stream().filter(result -> !result.passed()).count();
        if (failed > 0) {
            session.err()
                    .println("dcd: " + failed + " of " + expectations.size() + " expectations failed"
                            + (outcome.failures().isEmpty() ? "; the stages are finished and kept" : ""));
        }
        return failed == 0 && outcome.failures().isEmpty() ? 0 : ExitCode.FAILED;
    }

    /** Of a run that was not asked for its reports. */
    private void tellStages(SweepOutcome outcome) {
        TextTable table = TextTable.ofWords();
        for (PlannedStage stage : outcome.plan().all().toRun()) {
            table.line(List.of(stage.label(), store.stage(stage.node().id()).location()));
        }
        table.render().forEach(session.out()::println);
    }

    /** @return what became of the expectations */
    private List<ExpectationResult> tell(SweepOutcome outcome) throws IOException {
        Experiment experiment = outcome.plan().sweep().points().get(0).experiment();
        List<Score> scores = Results.scores(outcome.plan().plans().get(0), store);
        if (!scores.isEmpty()) {
            session.out().println();
            Results.print(scores, experiment.seed(), session.out());
        }
        List<ExpectationResult> expectations = Expectations.check(experiment.expect(), scores);
        if (!expectations.isEmpty()) {
            session.out().println();
            Results.print("", expectations, session.out());
        }
        session.out().println();
        Folder report = outcome.report(0, store);
        session.out().println("Report: " + path(report));
        Optional<Path> copy = Store.localCopy(report, FileNames.REPORT);
        copy.ifPresent(file -> session.out().println("A copy to look at: " + file));
        return expectations;
    }

    /** @return what became of the expectations of the points and of the sweep */
    private List<ExpectationResult> tellSweep(SweepOutcome outcome) throws IOException {
        List<PointRun> finished = new ArrayList<>();
        TextTable reports = TextTable.ofWords();
        for (int i = 0; i < outcome.plan().plans().size(); i++) {
            SweepPoint point = outcome.plan().sweep().points().get(i);
            if (outcome.failures().containsKey(i)) {
                reports.line(
                        List.of(point.label(), "✗ " + outcome.failures().get(i).getMessage()));
            } else {
                finished.add(
                        PointRun.of(point, Results.scores(outcome.plan().plans().get(i), store)));
                reports.line(List.of(point.label(), path(outcome.report(i, store))));
            }
        }
        SweepTable.of(finished).forEach(table -> Results.print(table, session.out()));
        List<ExpectationResult> expectations = new ArrayList<>();
        finished.forEach(run -> {
            List<ExpectationResult> results =
                    Expectations.check(run.experiment().expect(), run.scores());
            expectations.addAll(results);
            if (!results.isEmpty()) {
                session.out().println();
                Results.print(run.label() + "  ", results, session.out());
            }
        });
        List<ExpectationResult> trends = Trends.check(outcome.plan().sweep(), finished);
        expectations.addAll(trends);
        if (!trends.isEmpty()) {
            session.out().println();
            Results.print("", trends, session.out());
        }
        session.out().println();
        session.out().println("Reports:");
        reports.render().forEach(session.out()::println);
        if (!finished.isEmpty()) {
            printPage(outcome);
        }
        if (!outcome.failures().isEmpty()) {
            session.err()
                    .println("dcd: " + outcome.failures().size() + " of "
                            + Count.of(outcome.plan().plans().size(), "point")
                            + " failed; what is finished is kept, run again to"
                            + " do what is missing");
        }
        return expectations;
    }

    /** A sweep that is finished does not fail because its page cannot be written, as in a read-only store. */
    private void printPage(SweepOutcome outcome) {
        try {
            session.out().println("Sweep: " + leavePage(outcome));
        } catch (IOException e) {
            session.out()
                    .println(PlanCommand.WARNING + "the page of the sweep was not written: " + Reasons.of(e)
                            + "; dcd compare --html FILE writes it elsewhere");
        }
    }

    /** The page of the sweep, beside the records of its runs. */
    private String leavePage(SweepOutcome outcome) throws IOException {
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
