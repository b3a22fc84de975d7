package org.dcd.pipelines.cli.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.RunState;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.pipelines.cli.console.TextTable;
import org.dcd.pipelines.cli.progress.ProgressMonitor;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.run.ActiveRun;
import org.dcd.pipelines.run.ActiveRuns;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.run.RunRecords;
import org.dcd.pipelines.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dcd status}. */
@Command(
        name = "status",
        description = "List the runs of a store: active runs with their progress, and recently finished runs.",
        footer = {"", "Examples:", "  dcd status", "  dcd status --store s3://bucket/experiments --last 20"})
final class StatusCommand implements Callable<Integer> {
    private static final int MAX_RUNNING = 3;

    private final CommandContext context;

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "5",
            description = "Number of finished runs to list; 5 by default.")
    private int last;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    StatusCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Store store = options.store();
        List<ActiveRun> active = new ActiveRuns(store)
                .all().values().stream()
                        .sorted(Comparator.comparing(ActiveRun::start))
                        .toList();
        if (active.isEmpty()) {
            context.out().println("No active runs in " + store.location());
        } else {
            store.contents(context.runners().jobs())
                    .awaitHeartbeats(runs -> context.err().println(RunState.observing(runs)));
            TextTable table = TextTable.ofWords();
            table.line(List.of("run", "runner", "started", "stages", "state", "running"));
            active.forEach(run -> table.line(line(run, store)));
            table.render().forEach(context.out()::println);
        }
        List<RunRecord> finished = new RunRecords(store)
                .all().stream()
                        .sorted(Comparator.comparing(RunRecord::latest).reversed())
                        .limit(Math.max(0, last))
                        .toList();
        if (!finished.isEmpty()) {
            context.out().println();
            TextTable table = TextTable.ofWords();
            table.line(List.of("finished", "runner", "started", "duration", "stages run", "repeated"));
            finished.forEach(run -> table.line(line(run)));
            table.render().forEach(context.out()::println);
        }
        return 0;
    }

    private List<String> line(ActiveRun run, Store store) {
        RunState state = RunState.of(run, store, context.runners().jobs());
        int done = 0;
        List<String> running = new ArrayList<>();
        for (ActiveRun.PendingStage stage : run.stages()) {
            if (stage.isMade(store)) {
                done++;
            } else if (!state.isOver()) {
                ProgressMonitor.summary(stage.label(), stage.id(), store, run.start(), context.clock())
                        .ifPresent(running::add);
            }
        }
        String more = running.size() > MAX_RUNNING ? " and " + (running.size() - MAX_RUNNING) + " more" : "";
        return List.of(
                run.name(),
                run.runner().master().orElse(run.runner().runner()),
                FormattedNumbers.duration(seconds(run.start())) + " ago",
                done + "/" + run.stages().size(),
                state.describe(),
                String.join("; ", running.subList(0, Math.min(MAX_RUNNING, running.size()))) + more);
    }

    private double seconds(Instant start) {
        return Math.max(0, Duration.between(start, context.clock().instant()).toSeconds());
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

    /** How often the same plan was run again, and when last. */
    private static String again(RunRecord run) {
        int others = run.otherRuns().size();
        return others == 0 ? "–" : others + " ×, last " + time(run.latest().toString());
    }

    private static String time(String instant) {
        return instant.replaceFirst("\\.\\d+", "");
    }
}
