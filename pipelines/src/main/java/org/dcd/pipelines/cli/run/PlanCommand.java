package org.dcd.pipelines.cli.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dcd.pipelines.cli.console.CommonOptions;
import org.dcd.pipelines.cli.console.ExperimentFile;
import org.dcd.pipelines.cli.console.Found;
import org.dcd.pipelines.cli.console.Json;
import org.dcd.pipelines.cli.console.RunnerOptions;
import org.dcd.pipelines.cli.console.Session;
import org.dcd.pipelines.cli.console.TextTable;
import org.dcd.pipelines.result.FormattedNumbers;
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
        description = "Shows what would run and why, what is cached and what is shared, and writes nothing.",
        footer = {
            "",
            "Examples:",
            "  dcd plan experiments/quickstart.yaml",
            "  dcd plan experiments/quickstart.yaml --set seed=2 --json",
            "  dcd plan experiments/quickstart.yaml --set sweep.seed=[1,2,3]",
            "  dcd plan experiments/quickstart.yaml --flink-master host:8081    and asks whether it could run there"
        })
final class PlanCommand implements Callable<Integer> {
    /** In front of what may go wrong. */
    static final String WARNING = "warning: ";

    private static final int KEY_DIGITS = 12;

    private final Session session;

    @Parameters(paramLabel = "FILE", description = "An experiment file.")
    private Path file;

    @ArgGroup
    private Form form = new Form();

    /** What a plan is written as; a table without any. */
    private static final class Form {
        @Option(names = "--json", description = "Prints a list of objects.")
        private boolean json;

        @Option(names = "--dot", description = "Prints the graph for Graphviz.")
        private boolean dot;

        @Option(names = "--mermaid", description = "Prints the graph for Mermaid, as Markdown pages show it.")
        private boolean mermaid;
    }

    @Mixin
    private RunnerOptions runnerOptions;

    @Mixin
    private CommonOptions options;

    PlanCommand(Session session) {
        this.session = session;
    }

    /**
     * One stage as JSON.
     *
     * @param points settings of the points that need it; one without settings in a file without a sweep
     * @param why what sets it apart from the nearest stage of the store; null where it is cached or there is none
     * @param seconds that it took or, by that stage, may take; null where not known
     * @param data what a dataset stage reads; null of others
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
            Found data) {}

    private static Found data(SweepPlan.Data data) {
        return data == null ? null : Found.of(data.location(), data.found());
    }

    @Override
    public Integer call() throws JsonProcessingException, InterruptedException {
        Store store = options.store();
        String place = runnerOptions.isGiven() ? session.runner(runnerOptions).check(store) : "";
        SweepPlan sweep =
                Planner.plan(new ExperimentFile(file, options.overrides(), options.weights()).readSweep(), store);
        Plan plan = sweep.all();
        Explainer explainer = new Explainer(store);
        List<Line> lines = plan.stages().stream()
                .map(stage -> line(stage, sweep, explainer))
                .toList();
        if (form.json || form.dot || form.mermaid) {
            plan.warnings().forEach(warning -> session.err().println(WARNING + warning));
            session.out()
                    .println(
                            form.json
                                    ? Json.pretty(lines)
                                    : form.dot ? PlanDrawing.dot(plan) : PlanDrawing.mermaid(plan));
            return 0;
        }
        session.out().println(heading(sweep) + ", store " + store.location());
        if (!place.isEmpty()) {
            session.out().println("runs on " + place);
        }
        sweep.describeData().forEach(session.out()::println);
        table(sweep, lines).render().forEach(session.out()::println);
        plan.warnings().forEach(warning -> session.out().println(WARNING + warning));
        int toRun = plan.toRun().size();
        session.out()
                .println(Count.of(plan.stages().size() - toRun) + " of "
                        + Count.of(plan.stages().size(), "stage is", "stages are") + " cached, " + Count.of(toRun)
                        + " would run"
                        + (sweep.saved() > 0
                                ? "; sharing saves making " + Count.of(sweep.saved(), "stage") + " again"
                                : ""));
        time(lines);
        return 0;
    }

    /** What is to run takes by what like stages took. */
    private void time(List<Line> lines) {
        List<Line> toRun = lines.stream().filter(line -> !line.cached).toList();
        List<Line> known = toRun.stream().filter(line -> line.seconds != null).toList();
        if (!known.isEmpty()) {
            double seconds = known.stream().mapToDouble(Line::seconds).sum();
            int unknown = toRun.size() - known.size();
            session.out()
                    .println("by what like stages took, about " + FormattedNumbers.duration(seconds)
                            + " one after the other"
                            + (unknown > 0 ? ", without " + unknown + " of which nothing is known" : ""));
        }
    }

    /** The experiment and its seed, or what its sweep goes over. */
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

    private static Line line(PlannedStage stage, SweepPlan sweep, Explainer explainer) {
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
                data(sweep.data().get(node.key())));
    }
}
