package org.dcd.pipelines.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcd.pipelines.archive.Reproduction;
import org.dcd.pipelines.archive.StageMatch;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.RunnerOptions;
import org.dcd.pipelines.cli.console.Session;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.pipelines.cli.console.TextTable;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.run.SweepOutcome;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd reproduce RUN}. */
@Command(
        name = "reproduce",
        description = "Makes a finished run again from its record, into a store of its own, and compares every file of"
                + " every stage. Exit code 1 when one differs.",
        footer = {
            "",
            "Examples:",
            "  dcd reproduce quickstart-1-3f2a",
            "  dcd reproduce .dcd/runs/quickstart-1-3f2a91bc04de.json --into /data/again",
            "  dcd reproduce quickstart-1 --folder experiments    a run that came with dcd store import"
        })
final class ReproduceCommand implements Callable<Integer> {
    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_CAUSES = 6;

    private final Session session;

    @Parameters(
            paramLabel = "RUN",
            description = "Name of a run in the store's folder runs, the beginning of one, or the file.")
    private String run;

    @Option(
            names = "--into",
            paramLabel = "DIR",
            description = "The store for the new run; one beside the present store by default. What it has of the run"
                    + " already is not made again.")
    private Path into;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "The folder of the experiment file, from which its paths start; known for runs made here.")
    private Path folder;

    @Mixin
    private RunnerOptions runnerOptions;

    @Mixin
    private InterruptOptions interruptOptions;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    ReproduceCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Store store = options.store();
        RunRecord record = record(store);
        Reproduction reproduction =
                Reproduction.of(record, store, Optional.ofNullable(folder).map(Path::toAbsolutePath));
        Store fresh = fresh(store, record);
        Launch launch = new Launch(session, session.profile(runnerOptions), fresh, interruptOptions);
        SweepPlan plan = reproduction.plan(fresh);
        int stages = plan.all().stages().size();
        int cached = stages - plan.all().toRun().size();
        session.out()
                .println("reproducing " + record.name() + ": " + Count.of(stages, "stage")
                        + (cached == 0 ? "" : ", " + cached + " of them there") + " (store " + fresh.location() + ")");
        SweepOutcome outcome = launch.run(plan, reproduction.selection(), record.selection());
        if (!outcome.failures().isEmpty()) {
            throw outcome.failures().values().iterator().next();
        }
        session.out().println();
        return tell(reproduction.compare(plan, fresh), fresh);
    }

    private RunRecord record(Store store) throws IOException {
        Path file = Path.of(run);
        if (!Files.isRegularFile(file)) {
            return RunRecord.named(run, store);
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new BadInputException(
                    file + " has " + Count.of(Files.size(file), "byte") + ", more than any record of a run");
        }
        return RunRecord.ofJson(Files.readAllBytes(file), file.toString(), "give a file of the folder runs of a store");
    }

    private Store fresh(Store store, RunRecord record) {
        Path present = Path.of(store.location());
        Path place = into;
        if (place == null) {
            if (!Files.isDirectory(present)) {
                throw new BadInputException("store " + store.location() + " is no folder beside which another could be"
                        + " made; give one with --into DIR");
            }
            String name = present.getFileName() + "-again-" + record.name();
            place = present.resolveSibling(name);
            for (int n = 2; Files.exists(place); n++) {
                place = present.resolveSibling(name + "-" + n);
            }
        }
        Store fresh = Store.open(place);
        if (fresh.location().equals(store.location())) {
            throw new BadInputException("--into " + place + " is the store that has the run; give another folder");
        }
        return fresh;
    }

    private int tell(List<StageMatch> matches, Store fresh) {
        TextTable table = TextTable.ofWords();
        for (StageMatch match : matches) {
            List<String> told = new ArrayList<>(
                    match.isEqual() ? match.remarks() : match.differences().subList(0, 1));
            table.line(List.of(
                    match.stage(),
                    match.isEqual() ? "✓ equal" : "✗ differs",
                    match.files()
                            + (match.files() == 1 ? " file" : " files")
                            + (told.isEmpty() ? "" : ", " + String.join(", ", told))));
        }
        table.render().forEach(session.out()::println);
        session.out().println();
        List<StageMatch> differing =
                matches.stream().filter(match -> !match.isEqual()).toList();
        if (differing.isEmpty()) {
            session.out()
                    .println((matches.size() == 1
                                    ? "The stage is equal. "
                                    : "All " + Count.of(matches.size(), "stage") + " are equal. ")
                            + fresh.location() + " can be deleted.");
            return 0;
        }
        StageMatch first = differing.get(0);
        session.out()
                .println(differing.size() + " of " + Count.of(matches.size(), "stage") + " differ, first "
                        + first.stage() + ": " + String.join("; ", first.differences()));
        List<String> causes = first.causes();
        session.out()
                .println(
                        causes.isEmpty()
                                ? "Specification, code versions, libraries and hardware are those of the run: look for chance,"
                                        + " such as threads that add in another order."
                                : "Not as then: "
                                        + String.join("; ", causes.subList(0, Math.min(MOST_CAUSES, causes.size())))
                                        + (causes.size() > MOST_CAUSES ? " and more" : ""));
        return ExitCode.FAILED;
    }
}
