package org.dcd.pipelines.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.dcd.pipelines.plan.Plan;
import org.dcd.pipelines.plan.PlannedStage;
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
            "  dcd plan experiments/quickstart.yaml --set seed=2 --json"
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

    /** One stage as JSON. */
    private record Line(String stage, String kind, String key, boolean cached, String status) {}

    @Override
    public Integer call() throws JsonProcessingException {
        Store store = options.store();
        Plan plan = new ExperimentFile(file, options.overrides(), options.weights()).plan(store);
        if (json) {
            plan.warnings().forEach(warning -> session.err().println(WARNING + warning));
            session.out()
                    .println(Json.pretty(
                            plan.stages().stream().map(PlanCommand::line).toList()));
            return 0;
        }
        TextTable table = TextTable.ofWords(List.of("stage", "key", "status"));
        for (PlannedStage stage : plan.stages()) {
            Line line = line(stage);
            String key = line.key().substring(0, Math.min(KEY_DIGITS, line.key().length()));
            table.line(List.of(line.stage(), key, line.status()));
        }
        session.out().println(plan.experiment() + ", seed " + plan.seed() + ", store " + store.location());
        table.render().forEach(session.out()::println);
        plan.warnings().forEach(warning -> session.out().println(WARNING + warning));
        int toRun = plan.toRun().size();
        session.out()
                .println((plan.stages().size() - toRun) + " of " + plan.stages().size() + " stages are cached, " + toRun
                        + " would run");
        return 0;
    }

    private static Line line(PlannedStage stage) {
        return new Line(
                stage.node().name(),
                stage.node().kind().id(),
                stage.node().key(),
                stage.cached(),
                stage.status().describe());
    }
}
