package org.dcd.pipelines.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.dcd.pipelines.cli.progress.ProgressMonitor;
import org.dcd.pipelines.graph.SweepOutcome;
import org.dcd.pipelines.graph.SweepRunner;
import org.dcd.pipelines.plan.Plan;
import org.dcd.pipelines.plan.PlannedStage;
import org.dcd.pipelines.plan.SweepPlan;
import org.dcd.pipelines.report.WriteReport;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.stage.StageKind;

/** Runs plans at the terminal, with their progress. */
record Launch(Session session, String runner, Store store) {
    Launch {
        List<String> runners = session.executor().names();
        if (!runners.contains(runner)) {
            throw new BadInputException("--runner must be one of " + String.join(", ", runners) + ", was " + runner);
        }
    }

    /** @param selection options that chose or forced stages, for the record */
    SweepOutcome run(SweepPlan sweep, String selection) throws IOException, InterruptedException {
        store.prepare();
        leaveStart(sweep.all());
        try (Interruption interruption = new Interruption(Thread.currentThread(), session.err());
                ProgressMonitor monitor = ProgressMonitor.of(
                                sweep.all(), store, session.out(), session.terminal(), session.width(), session.clock())
                        .start()) {
            return new SweepRunner(store, runner, session.executor(), session.transforms(), monitor::say)
                    .run(sweep, selection);
        }
    }

    /** Tells the report when this run began. */
    private void leaveStart(Plan plan) throws IOException {
        byte[] now = Instant.now().toString().getBytes(StandardCharsets.UTF_8);
        for (PlannedStage stage : plan.toRun()) {
            if (stage.node().kind() == StageKind.REPORT) {
                store.work(stage.node().kind(), stage.node().key())
                        .write(WriteReport.RUN_STARTED, out -> out.write(now));
            }
        }
    }
}
