package org.dcd.pipelines.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dcd.pipelines.plan.Plan;
import org.dcd.pipelines.plan.PlannedStage;
import org.dcd.pipelines.plan.Planner;
import org.dcd.pipelines.plan.SweepPlan;
import org.dcd.pipelines.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dcd plan FILE}. */
@Command(
        name = "plan",
        description = "Shows what would run and what is cached, and writes nothing.",
        footer = {
            "",
            "Examples:",
            "  dcd plan experiments/quickstart.yaml",
            "  dcd plan experiments/quickstart.yaml --set seed=2 --json",
            "  dcd plan experiments/quickstart.yaml --set sweep.seed=[1,2,3]"
        })
final class PlanCommand implements Callable<Integer> {
    /** In front of what may go wrong. */
    static final String WARNING = "warning: ";

    private static final int KEY_DIGITS = 12;

    private final Session session;

    @Parameters(paramLabel = "FILE", description = "An experiment file.")
    private Path file;

    @Option(names = "--json", description = "Prints a list of objects.")
    private boolean json;

    @Mixin
    private CommonOptions options;

    PlanCommand(Session session) {
        this.session = session;
    }

    /**
     * One stage as JSON.
     *
     * @param points settings of the points that need it; one without settings in a file without a sweep
     */
    private record Line(
            String stage, String kind, String key, boolean cached, String status, List<Map<String, String>> points) {}

    @Override
    public Integer call() throws JsonProcessingException {
        Store store = options.store();
        SweepPlan sweep =
                Planner.plan(new ExperimentFile(file, options.overrides(), options.weights()).readSweep(), store);
        Plan plan = sweep.all();
        if (json) {
            plan.warnings().forEach(warning -> session.err().println(WARNING + warning));
            session.out()
                    .println(Json.pretty(plan.stages().stream()
                            .map(stage -> line(stage, sweep))
                            .toList()));
            return 0;
        }
        session.out().println(heading(sweep) + ", store " + store.location());
        table(sweep).render().forEach(session.out()::println);
        plan.warnings().forEach(warning -> session.out().println(WARNING + warning));
        int toRun = plan.toRun().size();
        session.out()
                .println((plan.stages().size() - toRun) + " of " + plan.stages().size() + " stages are cached, " + toRun
                        + " would run"
                        + (sweep.saved() > 0 ? "; sharing saves making " + sweep.saved() + " stages again" : ""));
        return 0;
    }

    /** The experiment and its seed, or what its sweep goes over. */
    static String heading(SweepPlan sweep) {
        if (!sweep.sweep().isSwept()) {
            return sweep.all().experiment() + ", seed " + sweep.all().seed();
        }
        return sweep.all().experiment() + ", " + sweep.plans().size() + " points over "
                + String.join(", ", sweep.sweep().axes().keySet());
    }

    private static TextTable table(SweepPlan sweep) {
        boolean swept = sweep.sweep().isSwept();
        TextTable table = TextTable.ofWords(
                swept ? List.of("stage", "points", "key", "status") : List.of("stage", "key", "status"));
        for (PlannedStage stage : sweep.all().stages()) {
            String key = stage.node().key();
            String shown = key.substring(0, Math.min(KEY_DIGITS, key.length()));
            String status = stage.status().describe();
            table.line(
                    swept
                            ? List.of(stage.label(), sweep.needing(key).size() + "", shown, status)
                            : List.of(stage.label(), shown, status));
        }
        return table;
    }

    private static Line line(PlannedStage stage, SweepPlan sweep) {
        return new Line(
                stage.node().name(),
                stage.node().kind().id(),
                stage.node().key(),
                stage.cached(),
                stage.status().describe(),
                sweep.needing(stage.node().key()).stream()
                        .map(point -> sweep.sweep().points().get(point).settings())
                        .toList());
    }
}
