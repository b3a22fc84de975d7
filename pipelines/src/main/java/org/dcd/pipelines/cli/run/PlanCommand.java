package org.dcd.pipelines.cli.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.CommonOptions;
import org.dcd.pipelines.cli.console.DataSummary;
import org.dcd.pipelines.cli.console.ExperimentFile;
import org.dcd.pipelines.cli.console.Json;
import org.dcd.pipelines.cli.console.RunnerOptions;
import org.dcd.pipelines.cli.console.TextTable;
import org.dcd.pipelines.result.FormattedNumbers;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.MemoryCheck;
import org.dcd.pipelines.run.PrecisionsOfPlan;
import org.dcd.pipelines.run.TrainingNeed;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Explainer;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.Planner;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.pipelines.workflow.StageStatus;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.Count;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd plan FILE}. */
@Command(
        name = "plan",
        description = "Show which stages would run and why, and which are cached. Writes nothing.",
        footer = {
            "",
            "Examples:",
            "  dcd plan experiments/quickstart.yaml",
            "  dcd plan experiments/quickstart.yaml --set seed=2 --json",
            "  dcd plan experiments/quickstart.yaml --set sweep.seed=[1,2,3]",
            "  dcd plan experiments/quickstart.yaml --flink-master host:8081    also check that the cluster can run it"
        })
final class PlanCommand implements Callable<Integer> {
    /** Prefix of warnings. */
    static final String WARNING = "warning: ";

    private static final int KEY_DIGITS = 12;

    private final CommandContext context;

    @Parameters(paramLabel = "FILE", description = "An experiment file.")
    private Path file;

    @ArgGroup
    private Form form = new Form();

    /** Output format; a table when none is given. */
    private static final class Form {
        @Option(names = "--json", description = "Print a JSON list with one object per stage.")
        private boolean json;

        @Option(names = "--dot", description = "Print the graph in the DOT language of Graphviz.")
        private boolean dot;

        @Option(names = "--mermaid", description = "Print the graph as a Mermaid flowchart, for Markdown.")
        private boolean mermaid;
    }

    @Mixin
    private RunnerOptions runnerOptions;

    @Mixin
    private CommonOptions options;

    PlanCommand(CommandContext context) {
        this.context = context;
    }

    /**
     * One stage as JSON.
     *
     * @param points settings of the points that need it; one without settings in a file without a sweep
     * @param why differences to the most similar stage of the store; null when it is cached or there is none
     * @param seconds that it took, or the time of the most similar stage; null when unknown
     * @param data the images that a dataset stage reads; null for other kinds
     * @param memory estimated memory of a training that is to run; null for others
     */
    private record Line(
            String stage,
            String kind,
            String key,
            boolean cached,
            String status,
            String why,
            Double seconds,
            List<Map<String, String>> points,
            DataSummary data,
            Memory memory) {}

    /**
     * Memory of a training as JSON.
     *
     * @param device {@code cpu} or {@code gpu}
     * @param microBatch images that the device computes at once
     * @param heapBytes Java heap
     * @param deviceBytes memory of the device, with libraries; outside of the heap
     * @param machineBytes heap, libraries, and {@code deviceBytes} if the device is the CPU
     */
    private record Memory(String device, int microBatch, long heapBytes, long deviceBytes, long machineBytes) {
        static Memory of(TrainingNeed need) {
            return new Memory(
                    need.device().gpu() ? "gpu" : "cpu",
                    need.microBatch(),
                    need.heapBytes(),
                    need.deviceBytes(),
                    need.machineBytes());
        }
    }

    private static DataSummary data(SweepPlan.Data data) {
        return data == null ? null : DataSummary.of(data.location(), data.found());
    }

    @Override
    public Integer call() throws JsonProcessingException, InterruptedException {
        Store store = options.store();
        GraphRunner runner = context.runner(runnerOptions);
        String place = runnerOptions.isGiven() ? runner.check(store) : "";
        SweepPlan sweep =
                Planner.plan(new ExperimentFile(file, options.overrides(), options.weights()).readSweep(), store);
        Plan plan = sweep.all();
        Explainer explainer = new Explainer(store);
        Optional<MemoryCheck> memory =
                TrainingNeed.isAny(plan) ? Optional.of(MemoryCheck.of(plan, runner)) : Optional.empty();
        Map<String, Memory> needs = new HashMap<>();
        memory.ifPresent(check ->
                check.needs().forEach(need -> needs.put(need.stage().node().key(), Memory.of(need))));
        List<Line> lines = plan.stages().stream()
                .map(stage ->
                        line(stage, sweep, explainer, needs.get(stage.node().key())))
                .toList();
        if (form.json || form.dot || form.mermaid) {
            plan.warnings().forEach(warning -> context.err().println(WARNING + warning));
            context.out()
                    .println(form.json ? Json.pretty(lines) : form.dot ? PlanGraph.dot(plan) : PlanGraph.mermaid(plan));
            PrecisionsOfPlan.check(plan, runner);
            memory.ifPresent(MemoryCheck::check);
            return 0;
        }
        context.out().println(heading(sweep) + ", store " + store.location());
        if (!place.isEmpty()) {
            context.out().println("runner: " + place);
        }
        sweep.describeData().forEach(context.out()::println);
        table(sweep, lines).render().forEach(context.out()::println);
        plan.warnings().forEach(warning -> context.out().println(WARNING + warning));
        int toRun = plan.toRun().size();
        context.out()
                .println(Count.of(plan.stages().size() - toRun) + " of "
                        + Count.of(plan.stages().size(), "stage is", "stages are") + " cached, " + Count.of(toRun)
                        + " would run"
                        + (sweep.saved() > 0 ? "; sharing avoids " + Count.of(sweep.saved(), "duplicate stage") : ""));
        time(lines);
        PrecisionsOfPlan.check(plan, runner);
        memory.ifPresent(this::memory);
        return 0;
    }

    /** Prints the memory of trainings, and refuses those that do not fit. */
    private void memory(MemoryCheck check) {
        check.describe().forEach(context.out()::println);
        check.check();
        check.warnings().forEach(warning -> context.out().println(WARNING + warning));
    }

    /** Estimates the time of the stages to run from the most similar stages of the store. */
    private void time(List<Line> lines) {
        List<Line> toRun = lines.stream().filter(line -> !line.cached).toList();
        List<Line> known = toRun.stream().filter(line -> line.seconds != null).toList();
        if (!known.isEmpty()) {
            double seconds = known.stream().mapToDouble(Line::seconds).sum();
            int unknown = toRun.size() - known.size();
            context.out()
                    .println("estimated " + FormattedNumbers.duration(seconds) + " one after the other, from earlier"
                            + " runs"
                            + (unknown > 0 ? "; no estimate for " + Count.of(unknown, "stage") : ""));
        }
    }

    /** The experiment with its seed, or with the axes of its sweep. */
    static String heading(SweepPlan sweep) {
        if (!sweep.sweep().isSwept()) {
            return sweep.all().experiment() + ", seed " + sweep.all().seed();
        }
        return sweep.all().experiment() + ", " + Count.of(sweep.plans().size(), "point") + " over "
                + String.join(", ", sweep.sweep().axes().keySet());
    }

    private static TextTable table(SweepPlan sweep, List<Line> lines) {
        boolean swept = sweep.sweep().isSwept();
        TextTable table = TextTable.ofWords(
                swept ? List.of("stage", "points", "key", "status") : List.of("stage", "key", "status"));
        List<PlannedStage> stages = sweep.all().stages();
        for (int i = 0; i < stages.size(); i++) {
            Line line = lines.get(i);
            String label = stages.get(i).label();
            String key = line.key.substring(0, Math.min(KEY_DIGITS, line.key.length()));
            table.line(
                    swept
                            ? List.of(label, line.points.size() + "", key, line.status)
                            : List.of(label, key, line.status));
        }
        return table;
    }

    private static Line line(PlannedStage stage, SweepPlan sweep, Explainer explainer, Memory memory) {
        StageNode node = stage.node();
        String status = stage.status().describe();
        String why = null;
        Double seconds = null;
        if (stage.status() instanceof StageStatus.Cached cached) {
            seconds = cached.manifest().getSeconds();
        } else {
            Explainer.Explanation explanation = explainer.explain(node);
            why = explanation.why().isEmpty() ? null : explanation.why();
            seconds = explanation.seconds().isPresent() ? explanation.seconds().getAsDouble() : null;
            if (why != null
                    && stage.status() instanceof StageStatus.ToRun toRun
                    && toRun.reason() == StageStatus.Reason.MISSING) {
                status = "to run: " + why;
            }
        }
        return new Line(
                node.name(),
                node.kind(),
                node.key(),
                stage.cached(),
                status,
                why,
                seconds,
                sweep.needing(node.key()).stream()
                        .map(point -> sweep.sweep().points().get(point).settings())
                        .toList(),
                data(sweep.data().get(node.key())),
                memory);
    }
}
