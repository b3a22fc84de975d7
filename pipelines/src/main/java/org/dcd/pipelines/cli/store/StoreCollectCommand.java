package org.dcd.pipelines.cli.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.RunState;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.pipelines.cli.console.TextTable;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.run.ActiveRun;
import org.dcd.pipelines.run.ActiveRuns;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreContents;
import org.dcd.schemas.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dcd store gc}. */
@Command(
        name = "gc",
        description = "List what no finished run refers to: stages of other settings or of failed runs, unfinished work"
                + " folders, and replaced stages. --yes deletes it. Files of active runs are kept.")
final class StoreCollectCommand implements Callable<Integer> {
    private static final String ACTIVE = "runs/active/";

    private final CommandContext context;

    @Option(names = "--yes", description = "Delete what is listed.")
    private boolean yes;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    StoreCollectCommand(CommandContext context) {
        this.context = context;
    }

    private record Garbage(String path, String why, long bytes) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Store store = options.store();
        StoreContents contents = store.contents(context.runners().jobs());
        contents.awaitHeartbeats(runs -> context.err().println(RunState.observing(runs)));
        List<Garbage> garbage = garbage(store, contents);
        TextTable table = TextTable.ofWords();
        garbage.forEach(one -> table.line(List.of(one.path, FormattedNumbers.bytes(one.bytes), one.why)));
        table.render().forEach(context.out()::println);
        String all = Count.of(garbage.size(), "folder") + ", "
                + FormattedNumbers.bytes(
                        garbage.stream().mapToLong(Garbage::bytes).sum());
        if (!yes) {
            context.out()
                    .println(all + " could be deleted" + (garbage.isEmpty() ? "" : "; delete with dcd store gc --yes"));
            return 0;
        }
        int busy = 0;
        for (Garbage one : garbage) {
            if (!delete(one.path, store, contents)) {
                context.out().println(one.path + " is kept: an active run uses it");
                busy++;
            }
        }
        context.out().println(all + " deleted" + (busy == 0 ? "" : ", except " + busy + " in use"));
        return 0;
    }

    private static boolean delete(String path, Store store, StoreContents contents) throws IOException {
        if (!path.startsWith(ACTIVE)) {
            return contents.delete(path);
        }
        store.activeRuns().delete(path.substring(ACTIVE.length()));
        return true;
    }

    /** Active runs that are over become garbage, unless they had a job: its stages wait for {@code dcd attach}. */
    private void addActive(Store store, Set<String> kept, List<Garbage> garbage) throws IOException {
        for (Map.Entry<String, ActiveRun> active : new ActiveRuns(store).all().entrySet()) {
            ActiveRun run = active.getValue();
            if (run.job().isEmpty()
                    && RunState.of(run, store, context.runners().jobs()).isOver()) {
                garbage.add(new Garbage(
                        ACTIVE + active.getKey(),
                        StoreContents.CRASHED_RUN,
                        store.activeRuns().size(active.getKey())));
            } else {
                kept.addAll(run.needs());
            }
        }
    }

    private List<Garbage> garbage(Store store, StoreContents contents) throws IOException {
        Set<String> kept = new HashSet<>(StoreListCommand.runs(store).keySet());
        kept.addAll(contents.inUse());
        List<Garbage> garbage = new ArrayList<>();
        addActive(store, kept, garbage);
        for (StoreContents.Stage stage : contents.stages()) {
            if (!kept.contains(stage.id().key())) {
                garbage.add(new Garbage(stage.path(), "stage without a finished run that refers to it", stage.bytes()));
            }
        }
        for (StoreContents.Orphan leftover : contents.orphans()) {
            garbage.add(new Garbage(leftover.path(), leftover.why(), leftover.bytes()));
        }
        return garbage;
    }
}
