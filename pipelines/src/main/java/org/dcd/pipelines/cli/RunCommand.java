package org.dcd.pipelines.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcd.pipelines.graph.SweepOutcome;
import org.dcd.pipelines.plan.PlannedStage;
import org.dcd.pipelines.plan.Planner;
import org.dcd.pipelines.plan.StageSelection;
import org.dcd.pipelines.plan.SweepPlan;
import org.dcd.pipelines.report.ExpectationResult;
import org.dcd.pipelines.report.Expectations;
import org.dcd.pipelines.report.Numbers;
import org.dcd.pipelines.report.PointRun;
import org.dcd.pipelines.report.SweepTable;
import org.dcd.pipelines.spec.Experiment;
import org.dcd.pipelines.spec.Sweep;
import org.dcd.pipelines.spec.SweepPoint;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.stage.Files;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd run FILE}. */
@Command(
        name = "run",
        description = "Runs what an experiment file describes, reusing every stage that is finished.",
        footer = {
            "",
            "Examples:",
            "  dcd run experiments/quickstart.yaml",
            "  dcd run experiments/quickstart.yaml --set seed=2 --store /data/dcd",
            "  dcd run experiments/quickstart.yaml --set sweep.corruption.noise.sigma=[0.25,0.5,1.0]",
            "  dcd run my.yaml --only score:generator",
            "  dcd run my.yaml --set teacher.training.kimg=200 --set scoring.samples=5000"
        })
final class RunCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "An experiment file.")
    private Path file;

    @Option(names = "--only", paramLabel = "STAGE", description = "Makes this stage alone, from what the store has.")
    private List<String> only = List.of();

    @Option(names = "--until", paramLabel = "STAGE", description = "Makes this stage and what it needs.")
    private List<String> until = List.of();

    @Option(
            names = "--from",
            paramLabel = "STAGE",
            description = "Makes this stage and all that depends on it again; what was there is kept in replaced/.")
    private List<String> from = List.of();

    @Option(names = "--force", paramLabel = "STAGE", description = "Makes this stage again.")
    private List<String> force = List.of();

    @Mixin
    private RunnerOptions runnerOptions;

    @Mixin
    private CommonOptions options;

    RunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Store store = options.store();
        Launch launch = new Launch(session, session.runner(runnerOptions), store);
        StageSelection selection = new StageSelection(only, until, from, force);
        SweepPlan sweep = Planner.plan(
                        new ExperimentFile(file, options.overrides(), options.weights()).readSweep(), store)
                .selecting(selection);
        session.out().println(heading(sweep, store));
        sweep.all().warnings().forEach(warning -> session.out().println(PlanCommand.WARNING + warning));
        SweepOutcome outcome = launch.run(sweep, selection.describe());
        int made = sweep.all().toRun().isEmpty() ? 0 : outcome.made(store);
        session.out().println();
        session.out()
                .println("Done in " + Numbers.duration(outcome.seconds()) + ": " + made + " stages made, "
                        + (outcome.plan().all().stages().size()
                                - outcome.plan().all().toRun().size())
                        + " cached");
        if (!sweep.isWhole()) {
            tellStages(outcome, store);
        } else if (sweep.sweep().isSwept()) {
            tellSweep(outcome, store);
        } else {
            tell(outcome, store);
        }
        return outcome.failures().isEmpty() ? 0 : Cli.FAILED;
    }

    /** Of a run that was not asked for its reports. */
    private void tellStages(SweepOutcome outcome, Store store) {
        TextTable table = TextTable.ofWords();
        for (PlannedStage stage : outcome.plan().all().toRun()) {
            table.line(List.of(
                    stage.label(),
                    store.stage(stage.node().kind(), stage.node().key()).location()));
        }
        table.render().forEach(session.out()::println);
    }

    private static String heading(SweepPlan sweep, Store store) {
        int toRun = sweep.all().toRun().size();
        int stages = sweep.all().stages().size();
        String work = toRun == 0 ? "all " + stages + " stages are cached" : toRun + " of " + stages + " stages to run";
        return PlanCommand.heading(sweep) + ": " + work + " (store " + store.location() + ")";
    }

    private void tell(SweepOutcome outcome, Store store) throws IOException {
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
        Optional<Path> copy = Store.localCopy(report, Files.REPORT);
        copy.ifPresent(file -> session.out().println("A copy to look at: " + file));
    }

    private void tellSweep(SweepOutcome outcome, Store store) throws IOException {
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
        finished.forEach(run -> {
            List<ExpectationResult> results =
                    Expectations.check(run.experiment().expect(), run.scores());
            if (!results.isEmpty()) {
                session.out().println();
                Results.print(run.label() + "  ", results, session.out());
            }
        });
        session.out().println();
        session.out().println("Reports:");
        reports.render().forEach(session.out()::println);
        if (!finished.isEmpty()) {
            session.out().println("Sweep: " + leavePage(outcome, store));
        }
        if (!outcome.failures().isEmpty()) {
            session.err()
                    .println("dcd: " + outcome.failures().size() + " of "
                            + outcome.plan().plans().size() + " points failed; what is finished is kept, run again to"
                            + " do what is missing");
        }
    }

    /** The page of the sweep, beside the records of its runs. */
    private static String leavePage(SweepOutcome outcome, Store store) throws IOException {
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
        return report.location() + "/" + Files.REPORT;
    }
}
