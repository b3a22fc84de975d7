package org.dcd.pipelines.cli.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.RunState;
import org.dcd.pipelines.cli.console.Session;
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
        description =
                "Shows what no finished run refers to: stages of other settings or of runs that failed, unfinished"
                        + " work, stages that were set aside. --yes deletes it. What a run is at is left alone.")
final class StoreCollectCommand implements Callable<Integer> {
    private static final String ACTIVE = "runs/active/";

    private final Session session;

    @Option(names = "--yes", description = "Deletes what is shown.")
    private boolean yes;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    StoreCollectCommand(Session session) {
        this.session = session;
    }

    private record Garbage(String path, String why, long bytes) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Store store = options.store();
        StoreContents contents = store.contents(session.runners().jobs());
        contents.awaitHeartbeats(runs -> session.err().println(RunState.observing(runs)));
        List<Garbage> garbage = garbage(store, contents);
        TextTable table = TextTable.ofWords();
        garbage.forEach(one -> table.line(List.of(one.path, FormattedNumbers.bytes(one.bytes), one.why)));
        table.render().forEach(session.out()::println);
        String all = Count.of(garbage.size(), "folder") + ", "
                + FormattedNumbers.bytes(
                        garbage.stream().mapToLong(Garbage::bytes).sum());
        if (!yes) {
            session.out()
                    .println(all + " could be deleted" + (garbage.isEmpty() ? "" : "; do it with dcd store gc --yes"));
            return 0;
        }
        int busy = 0;
        for (Garbage one : garbage) {
            if (!delete(one.path, store, contents)) {
                session.out().println(one.path + " is left alone: a run uses it now");
                busy++;
            }
        }
        session.out().println(all + " deleted" + (busy == 0 ? "" : ", but for " + busy + " that runs use"));
        return 0;
    }

    private static boolean delete(String path, Store store, StoreContents contents) throws IOException {
        if (!path.startsWith(ACTIVE)) {
            return contents.delete(path);
        }
        store.activeRuns().delete(path.substring(ACTIVE.length()));
        return true;
    }

    /** Runs that tell of themselves. What jobs have made by themselves waits for somebody to attach. */
    private void addActive(Store store, Set<String> kept, List<Garbage> garbage) throws IOException {
        for (Map.Entry<String, ActiveRun> active : new ActiveRuns(store).all().entrySet()) {
            ActiveRun run = active.getValue();
            if (run.job().isEmpty()
                    && RunState.of(run, store, session.runners().jobs()).isOver()) {
                garbage.add(new Garbage(
                        ACTIVE + active.getKey(),
                        StoreContents.CUT_OFF_RUN,
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
                garbage.add(new Garbage(stage.path(), "a stage that no finished run refers to", stage.bytes()));
            }
        }
        for (StoreContents.Leftover leftover : contents.leftovers()) {
            garbage.add(new Garbage(leftover.path(), leftover.why(), leftover.bytes()));
        }
        return garbage;
    }
}
