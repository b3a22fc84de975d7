package org.dcd.pipelines.cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.RunState;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.pipelines.run.ActiveRun;
import org.dcd.pipelines.run.ActiveRuns;
import org.dcd.pipelines.run.SweepOutcome;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd attach [RUN]}. */
@Command(
        name = "attach",
        description = "Follow an active run, show its progress and complete it: run the stages that its job has not"
                + " finished, write the record of the run, and print scores and report.",
        footer = {
            "",
            "Examples:",
            "  dcd attach                    the only active run",
            "  dcd attach quickstart-1       by a prefix of its name; dcd status lists the names",
            "  dcd attach quickstart-1 --store s3://bucket/experiments"
        })
final class AttachCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            defaultValue = "",
            description = "Name of an active run, or a prefix of it; optional when only one run is active.")
    private String name;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Folder of the experiment file, to which its paths are relative, when it differs on this"
                    + " machine.")
    private Path folder;

    @Mixin
    private InterruptOptions interruptOptions;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    AttachCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Store store = options.store();
        ActiveRuns runs = new ActiveRuns(store);
        String file = runs.named(name);
        ActiveRun run = runs.read(file)
                .orElseThrow(() -> new BadInputException("the run has just ended; dcd status shows its outcome"));
        Path place = (folder == null ? Path.of(run.folder()) : folder).toAbsolutePath();
        SweepPlan sweep = run.plan(store, place);
        context.out()
                .println(run.name() + ": "
                        + (run.stages().size() - sweep.all().toRun().size()) + " of "
                        + Count.of(run.stages().size(), "stage") + " finished; "
                        + RunState.of(run, store, context.runners().jobs()).describe()
                        + (run.job().isEmpty() ? "" : ", " + run.job()) + " (store " + store.location() + ")");
        Optional<SweepOutcome> outcome =
                new RunLauncher(context, run.runner(), store, interruptOptions).attach(file, run, sweep, place);
        if (outcome.isEmpty()) {
            context.err()
                    .println("dcd: the run " + run.name()
                            + " ended before it was finished; its launcher has reported why. Run it again to continue");
            return ExitCode.FAILED;
        }
        return new RunSummary(context, store)
                .print(outcome.get(), sweep.isWhole(), outcome.get().made(store));
    }
}
