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
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.RunnerOptions;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.pipelines.cli.console.TextTable;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.run.RunRecords;
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
        description = "Re-run a finished run from its record into a new store, and compare all files of all stages."
                + " Exit"
                + " code 1 when a file differs.",
        footer = {
            "",
            "Examples:",
            "  dcd reproduce quickstart-1-3f2a",
            "  dcd reproduce .dcd/runs/quickstart-1-3f2a91bc04de.json --into /data/again",
            "  dcd reproduce quickstart-1 --folder experiments    a run imported with dcd store import"
        })
final class ReproduceCommand implements Callable<Integer> {
    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_CAUSES = 6;

    private final CommandContext context;

    @Parameters(
            paramLabel = "RUN",
            description = "Name of a finished run, a prefix of it, or the path of its record file.")
    private String run;

    @Option(
            names = "--into",
            paramLabel = "DIR",
            description = "Store for the new run; by default a new one next to the current store. Stages that it"
                    + " already"
                    + " has are not run again.")
    private Path into;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Folder of the experiment file, to which its paths are relative; only needed for imported"
                    + " runs.")
    private Path folder;

    @Mixin
    private RunnerOptions runnerOptions;

    @Mixin
    private InterruptOptions interruptOptions;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    ReproduceCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Store store = options.store();
        RunRecord record = record(store);
        Reproduction reproduction =
                Reproduction.of(record, store, Optional.ofNullable(folder).map(Path::toAbsolutePath));
        Store fresh = fresh(store, record);
        RunLauncher launch = new RunLauncher(context, context.profile(runnerOptions), fresh, interruptOptions);
        SweepPlan plan = reproduction.plan(fresh);
        List<String> memory = launch.checkMemory(plan.all());
        int stages = plan.all().stages().size();
        int cached = stages - plan.all().toRun().size();
        context.out()
                .println("reproducing " + record.name() + ": " + Count.of(stages, "stage")
                        + (cached == 0 ? "" : ", " + cached + " cached") + " (store " + fresh.location() + ")");
        memory.forEach(warning -> context.out().println(PlanCommand.WARNING + warning));
        SweepOutcome outcome = launch.run(plan, reproduction.selection(), record.selection());
        if (!outcome.failures().isEmpty()) {
            throw outcome.failures().values().iterator().next();
        }
        context.out().println();
        return print(reproduction.compare(plan, fresh), fresh);
    }

    private RunRecord record(Store store) throws IOException {
        Path file = Path.of(run);
        if (!Files.isRegularFile(file)) {
            return new RunRecords(store).named(run);
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new BadInputException(file + " has " + Count.of(Files.size(file), "byte")
                    + ", too many for a run record; give a file of the folder runs of a store");
        }
        return RunRecord.ofJson(Files.readAllBytes(file), file.toString(), "give a file of the folder runs of a store");
    }

    private Store fresh(Store store, RunRecord record) {
        Path present = Path.of(store.location());
        Path place = into;
        if (place == null) {
            if (!Files.isDirectory(present)) {
                throw new BadInputException("store " + store.location() + " is not a local folder, so there is no"
                        + " default"
                        + " for the new store; give one with --into DIR");
            }
            String name = present.getFileName() + "-again-" + record.name();
            place = present.resolveSibling(name);
            for (int n = 2; Files.exists(place); n++) {
                place = present.resolveSibling(name + "-" + n);
            }
        }
        Store fresh = Store.open(place);
        if (fresh.location().equals(store.location())) {
            throw new BadInputException("--into " + place + " is the store of the run itself; give another folder");
        }
        return fresh;
    }

    private int print(List<StageMatch> matches, Store fresh) {
        TextTable table = TextTable.ofWords();
        for (StageMatch match : matches) {
            List<String> remarks = new ArrayList<>(
                    match.isEqual() ? match.remarks() : match.differences().subList(0, 1));
            table.line(List.of(
                    match.stage(),
                    match.isEqual() ? "✓ equal" : "✗ differs",
                    match.files()
                            + (match.files() == 1 ? " file" : " files")
                            + (remarks.isEmpty() ? "" : ", " + String.join(", ", remarks))));
        }
        table.render().forEach(context.out()::println);
        context.out().println();
        List<StageMatch> differing =
                matches.stream().filter(match -> !match.isEqual()).toList();
        if (differing.isEmpty()) {
            context.out()
                    .println((matches.size() == 1
                                    ? "The stage is equal. "
                                    : "All " + Count.of(matches.size(), "stage") + " are equal. ")
                            + fresh.location() + " can be deleted.");
            return 0;
        }
        StageMatch first = differing.get(0);
        context.out()
                .println(differing.size() + " of " + Count.of(matches.size(), "stage") + " differ, first "
                        + first.stage() + ": " + String.join("; ", first.differences()));
        List<String> causes = first.causes();
        context.out()
                .println(
                        causes.isEmpty()
                                ? "Specification, code versions, libraries and hardware are the same as in the first"
                                        + " run. Look for"
                                        + " non-determinism, such as threads that sum in another order."
                                : "Changed since the first run: "
                                        + String.join("; ", causes.subList(0, Math.min(MAX_CAUSES, causes.size())))
                                        + (causes.size() > MAX_CAUSES ? " and more" : ""));
        return ExitCode.FAILED;
    }
}
