package org.dcd.pipelines.cli.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.cli.console.Json;
import org.dcd.pipelines.cli.console.StoreOptions;
import org.dcd.pipelines.cli.console.TextTable;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.run.RunRecords;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreContents;
import org.dcd.schemas.Count;
import org.dcd.schemas.Manifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dcd store ls}. */
@Command(name = "ls", description = "List the finished stages of the store and the experiments that refer to them.")
final class StoreListCommand implements Callable<Integer> {
    private static final int KEY_DIGITS = 12;

    private final CommandContext context;

    @Option(names = "--json", description = "Print a JSON list with one object per stage.")
    private boolean json;

    @Mixin
    private StoreOptions options;

    @Mixin
    private HelpOptions helpOptions;

    StoreListCommand(CommandContext context) {
        this.context = context;
    }

    /** One stage as JSON. */
    private record Line(
            String kind, String key, String name, long bytes, Double seconds, String started, Set<String> runs) {}

    @Override
    public Integer call() throws IOException {
        Store store = options.store();
        Map<String, Set<String>> runs = runs(store);
        List<Line> lines = new ArrayList<>();
        for (StoreContents.Stage stage : store.contents().stages()) {
            lines.add(line(stage, runs.getOrDefault(stage.id().key(), Set.of())));
        }
        if (json) {
            context.out().println(Json.pretty(lines));
            return 0;
        }
        TextTable table = TextTable.ofWords(List.of("stage", "key", "size", "duration", "runs"));
        for (Line line : lines) {
            table.line(List.of(
                    line.name,
                    line.key.substring(0, Math.min(KEY_DIGITS, line.key.length())),
                    FormattedNumbers.bytes(line.bytes),
                    line.seconds == null ? "unreadable" : FormattedNumbers.duration(line.seconds),
                    line.runs.isEmpty() ? "–" : String.join(", ", line.runs)));
        }
        table.render().forEach(context.out()::println);
        long bytes = lines.stream().mapToLong(Line::bytes).sum();
        context.out()
                .println(Count.of(lines.size(), "stage") + ", " + FormattedNumbers.bytes(bytes) + " in "
                        + store.location());
        return 0;
    }

    private static Line line(StoreContents.Stage stage, Set<String> runs) {
        Manifest manifest = stage.manifest().orElse(null);
        return new Line(
                stage.id().kind(),
                stage.id().key(),
                manifest == null ? stage.id().kind() : manifest.getName(),
                stage.bytes(),
                manifest == null ? null : manifest.getSeconds(),
                manifest == null ? null : manifest.getStarted(),
                runs);
    }

    /** Experiments and seeds whose runs refer to a stage, by its key. */
    static Map<String, Set<String>> runs(Store store) throws IOException {
        Map<String, Set<String>> runs = new TreeMap<>();
        for (RunRecord run : new RunRecords(store).all()) {
            run.stages().forEach(stage -> runs.computeIfAbsent(stage.key(), unused -> new TreeSet<>())
                    .add(run.experiment() + "-" + run.seed()));
        }
        return runs;
    }
}
