package org.dcd.pipelines.cli.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.RunState;
import org.dcd.pipelines.cli.console.Session;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.pipelines.cli.console.TextTable;
import org.dcd.pipelines.cli.progress.StageGlance;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.run.ActiveRun;
import org.dcd.pipelines.run.ActiveRuns;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dcd status}. */
@Command(
        name = "status",
        description =
                "Lists the runs of a store: those at work with what they are at, and the latest that are finished.",
        footer = {"", "Examples:", "  dcd status", "  dcd status --store s3://bucket/experiments --last 20"})
final class StatusCommand implements Callable<Integer> {
    private static final int MOST_AT_WORK = 3;

    private final Session session;

    @Option(names = "--last", paramLabel = "N", defaultValue = "5", description = "How many finished runs to list; 5.")
    private int last;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Store store = options.store();
        List<ActiveRun> active = new ActiveRuns(store)
                .all().values().stream()
                        .sorted(Comparator.comparing(ActiveRun::start))
                        .toList();
        if (active.isEmpty()) {
            session.out().println("no run is at work in " + store.location());
        } else {
            store.contents(session.runners().jobs())
                    .awaitHeartbeats(runs -> session.err().println(RunState.observing(runs)));
            TextTable table = TextTable.ofWords();
            table.line(List.of("run", "runner", "since", "stages", "state", "at work"));
            active.forEach(run -> table.line(line(run, store)));
            table.render().forEach(session.out()::println);
        }
        List<RunRecord> finished = RunRecord.all(store).stream()
                .sorted(Comparator.comparing(RunRecord::latest).reversed())
                .limit(Math.max(0, last))
                .toList();
        if (!finished.isEmpty()) {
            session.out().println();
            TextTable table = TextTable.ofWords();
            table.line(List.of("finished", "runner", "started", "took", "stages made", "run again"));
            finished.forEach(run -> table.line(line(run)));
            table.render().forEach(session.out()::println);
        }
        return 0;
    }

    private List<String> line(ActiveRun run, Store store) {
        RunState state = RunState.of(run, store, session.runners().jobs());
        int done = 0;
        List<String> atWork = new ArrayList<>();
        for (ActiveRun.ToMake stage : run.stages()) {
            if (stage.isMade(store)) {
                done++;
            } else if (!state.isOver()) {
                StageGlance.of(stage.label(), stage.id(), store, run.start(), session.clock())
                        .ifPresent(atWork::add);
            }
        }
        String more = atWork.size() > MOST_AT_WORK ? " and " + (atWork.size() - MOST_AT_WORK) + " more" : "";
        return List.of(
                run.name(),
                run.runner().master().orElse(run.runner().runner()),
                FormattedNumbers.duration(seconds(run.start())) + " ago",
                done + "/" + run.stages().size(),
                state.describe(),
                String.join("; ", atWork.subList(0, Math.min(MOST_AT_WORK, atWork.size()))) + more);
    }

    private double seconds(Instant start) {
        return Math.max(0, Duration.between(start, session.clock().instant()).toSeconds());
    }

    private static List<String> line(RunRecord run) {
        return List.of(
                run.name(),
                run.runner().isEmpty() ? "–" : run.runner(),
                time(run.started()),
                FormattedNumbers.duration(run.seconds()),
                run.made().size() + " of " + run.stages().size(),
                again(run));
    }

    /** How often the plan was run beside, and when last. */
    private static String again(RunRecord run) {
        int others = run.otherRuns().size();
        return others == 0 ? "–" : others + " ×, last " + time(run.latest().toString());
    }

    private static String time(String instant) {
        return instant.replaceFirst("\\.\\d+", "");
    }
}
