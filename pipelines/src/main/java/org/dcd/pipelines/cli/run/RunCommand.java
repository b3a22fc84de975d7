package org.dcd.pipelines.cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.CommonOptions;
import org.dcd.pipelines.cli.console.ExperimentFile;
import org.dcd.pipelines.cli.console.RunnerOptions;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.run.DetachedException;
import org.dcd.pipelines.run.SweepOutcome;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Planner;
import org.dcd.pipelines.workflow.StageSelection;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd run FILE}. */
@Command(
        name = "run",
        description =
                "Run an experiment and reuse every stage that is already finished. Exit code 1 when an expectation"
                        + " fails.",
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
    private final CommandContext context;

    @Parameters(paramLabel = "FILE", description = "An experiment file.")
    private Path file;

    @Option(
            names = "--only",
            paramLabel = "STAGE",
            description = "Run only this stage; its inputs must be in the store. Repeatable.")
    private List<String> only = List.of();

    @Option(
            names = "--until",
            paramLabel = "STAGE",
            description = "Run this stage and the stages it depends on. Repeatable.")
    private List<String> until = List.of();

    @Option(
            names = "--from",
            paramLabel = "STAGE",
            description = "Re-run this stage and all stages that depend on it; the old ones are kept in replaced/."
                    + " Repeatable.")
    private List<String> from = List.of();

    @Option(
            names = "--force",
            paramLabel = "STAGE",
            description = "Re-run this stage; the old one is kept in replaced/. Repeatable.")
    private List<String> force = List.of();

    @Option(
            names = "--detach",
            description = "Submit the run to a cluster and exit; dcd attach follows it and completes it.")
    private boolean detach;

    @Mixin
    private InterruptOptions interruptOptions;

    @Mixin
    private RunnerOptions runnerOptions;

    @Mixin
    private CommonOptions options;

    RunCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Store store = options.store();
        RunnerProfile profile = context.profile(runnerOptions);
        if (detach && profile.master().isEmpty()) {
            throw new BadInputException("--detach needs a cluster, but the runner " + profile.runner()
                    + " ends with this process; give --flink-master HOST:PORT, or omit --detach");
        }
        RunLauncher launch = new RunLauncher(context, profile, store, interruptOptions);
        StageSelection selection = new StageSelection(only, until, from, force);
        SweepPlan sweep = Planner.plan(
                        new ExperimentFile(file, options.overrides(), options.weights()).readSweep(), store)
                .selecting(selection);
        List<String> memory = launch.checkMemory(sweep.all());
        context.out().println(heading(sweep, store));
        sweep.describeData().forEach(context.out()::println);
        sweep.all().warnings().forEach(warning -> context.out().println(PlanCommand.WARNING + warning));
        memory.forEach(warning -> context.out().println(PlanCommand.WARNING + warning));
        try {
            SweepOutcome outcome = (detach ? launch.detaching() : launch).run(sweep, selection, selection.describe());
            int made = sweep.all().toRun().isEmpty() ? 0 : outcome.made(store);
            return new RunSummary(context, store).print(outcome, sweep.isWhole(), made);
        } catch (DetachedException e) {
            if (detach) {
                return 0;
            }
            throw e;
        }
    }

    private static String heading(SweepPlan sweep, Store store) {
        int toRun = sweep.all().toRun().size();
        int stages = sweep.all().stages().size();
        String work = toRun == 0
                ? (stages == 1 ? "the stage is cached" : "all " + Count.of(stages, "stage") + " are cached")
                : Count.of(toRun) + " of " + Count.of(stages, "stage") + " to run";
        return PlanCommand.heading(sweep) + ": " + work + " (store " + store.location() + ")";
    }
}
