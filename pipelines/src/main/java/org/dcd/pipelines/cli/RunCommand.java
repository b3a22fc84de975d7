package org.dcd.pipelines.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.progress.ProgressMonitor;
import org.dcd.pipelines.graph.ExperimentRunner;
import org.dcd.pipelines.graph.RunOutcome;
import org.dcd.pipelines.plan.Plan;
import org.dcd.pipelines.plan.PlannedStage;
import org.dcd.pipelines.report.ExpectationResult;
import org.dcd.pipelines.report.Expectations;
import org.dcd.pipelines.report.Numbers;
import org.dcd.pipelines.report.WriteReport;
import org.dcd.pipelines.spec.Experiment;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageKind;
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
            "  dcd run my.yaml --set teacher.training.kimg=200 --set scoring.samples=5000"
        })
final class RunCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "An experiment file.")
    private Path file;

    @Option(
            names = "--runner",
            paramLabel = "NAME",
            defaultValue = "flink",
            description = "What runs the graph: flink (default) or direct.")
    private String runner;

    @Mixin
    private CommonOptions options;

    RunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> runners = session.executor().names();
        if (!runners.contains(runner)) {
            throw new BadInputException("--runner must be one of " + String.join(", ", runners) + ", was " + runner);
        }
        ExperimentFile source = new ExperimentFile(file, options.overrides(), options.weights());
        Experiment experiment = source.read();
        Store store = options.store();
        Plan plan = source.plan(store);
        session.out().println(heading(plan, store));
        plan.warnings().forEach(warning -> session.out().println(PlanCommand.WARNING + warning));
        RunOutcome outcome = run(plan, store);
        tell(outcome, experiment, store);
        return 0;
    }

    private static String heading(Plan plan, Store store) {
        int toRun = plan.toRun().size();
        String work = toRun == 0
                ? "all " + plan.stages().size() + " stages are cached"
                : toRun + " of " + plan.stages().size() + " stages to run";
        return plan.experiment() + ", seed " + plan.seed() + ": " + work + " (store " + store.location() + ")";
    }

    private RunOutcome run(Plan plan, Store store) throws IOException, InterruptedException {
        store.prepare();
        leaveStart(plan, store);
        try (Interruption interruption = new Interruption(Thread.currentThread(), session.err());
                ProgressMonitor monitor = ProgressMonitor.of(
                                plan, store, session.out(), session.terminal(), session.width(), session.clock())
                        .start()) {
            return ExperimentRunner.run(plan, store, runner, session.executor(), session.transforms(), monitor::say);
        }
    }

    /** Tells the report when this run began. */
    private static void leaveStart(Plan plan, Store store) throws IOException {
        byte[] now = Instant.now().toString().getBytes(StandardCharsets.UTF_8);
        for (PlannedStage stage : plan.toRun()) {
            if (stage.node().kind() == StageKind.REPORT) {
                store.work(stage.node().kind(), stage.node().key())
                        .write(WriteReport.RUN_STARTED, out -> out.write(now));
            }
        }
    }

    private void tell(RunOutcome outcome, Experiment experiment, Store store) throws IOException {
        int made = outcome.made();
        int cached = outcome.plan().stages().size() - made;
        session.out().println();
        session.out()
                .println("Done in " + Numbers.duration(outcome.seconds()) + ": " + made + " stages made, " + cached
                        + " cached");
        List<Score> scores = Results.scores(outcome.plan(), store);
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
        session.out().println("Report: " + path(outcome.report()));
    }

    private static String path(Folder report) {
        return report.location() + "/" + Files.REPORT;
    }
}
