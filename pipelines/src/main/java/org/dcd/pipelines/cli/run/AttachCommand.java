package org.dcd.pipelines.cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.RunState;
import org.dcd.pipelines.cli.console.Session;
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
        description =
                "Follows a run that is at work, shows how it gets on, and brings it to its end: what its job has not"
                        + " made is made, the record is kept, scores and report are told.",
        footer = {
            "",
            "Examples:",
            "  dcd attach                    the only run at work",
            "  dcd attach quickstart-1       by the beginning of its name; dcd status lists them",
            "  dcd attach quickstart-1 --store s3://bucket/experiments"
        })
final class AttachCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            defaultValue = "",
            description = "Name of a run at work, or the beginning of one; not needed when there is one alone.")
    private String name;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "The folder of the experiment file, from which its paths start, when it lies elsewhere here.")
    private Path folder;

    @Mixin
    private InterruptOptions interruptOptions;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    AttachCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Store store = options.store();
        ActiveRuns runs = new ActiveRuns(store);
        String file = runs.named(name);
        ActiveRun run = runs.read(file)
                .orElseThrow(() -> new BadInputException("the run has just ended; dcd status tells of it"));
        Path place = (folder == null ? Path.of(run.folder()) : folder).toAbsolutePath();
        SweepPlan sweep = run.plan(store, place);
        session.out()
                .println(run.name() + ": "
                        + (run.stages().size() - sweep.all().toRun().size()) + " of "
                        + Count.of(run.stages().size(), "stage") + " made; "
                        + RunState.of(run, store, session.runners().jobs()).describe()
                        + (run.job().isEmpty() ? "" : ", " + run.job()) + " (store " + store.location() + ")");
        Optional<SweepOutcome> outcome =
                new Launch(session, run.runner(), store, interruptOptions).attach(file, run, sweep, place);
        if (outcome.isEmpty()) {
            session.err()
                    .println("dcd: the run " + run.name()
                            + " has ended and is not finished; its launcher tells why. Run" + " it again to go on");
            return ExitCode.FAILED;
        }
        return new RunResults(session, store)
                .tell(outcome.get(), sweep.isWhole(), outcome.get().made(store));
    }
}
