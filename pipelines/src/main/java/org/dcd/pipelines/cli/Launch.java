package org.dcd.pipelines.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.dcd.pipelines.cli.progress.ProgressMonitor;
import org.dcd.pipelines.graph.GraphRunner;
import org.dcd.pipelines.graph.SweepOutcome;
import org.dcd.pipelines.graph.SweepRunner;
import org.dcd.pipelines.plan.Plan;
import org.dcd.pipelines.plan.PlannedStage;
import org.dcd.pipelines.plan.SweepPlan;
import org.dcd.pipelines.report.WriteReport;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreException;
import org.dcd.pipelines.tracking.Trackers;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;
import org.dcd.schemas.stage.StageKind;

/** Runs plans at the terminal, with their progress. */
record Launch(Session session, GraphRunner runner, Store store) {
    /** @param selection options that chose or forced stages, for the record */
    SweepOutcome run(SweepPlan sweep, String selection) throws IOException, InterruptedException {
        store.prepare();
        if (!sweep.all().toRun().isEmpty()) {
            runner.check(store);
            runner.probe(store).forEach(warning -> session.out().println(PlanCommand.WARNING + warning));
        }
        byte[] now = Instant.now().toString().getBytes(StandardCharsets.UTF_8);
        try (Interruption interruption = new Interruption(Thread.currentThread(), session.err());
                ProgressMonitor monitor = ProgressMonitor.of(
                                sweep.all(), store, session.out(), session.terminal(), session.width(), session.clock())
                        .start();
                Trackers trackers = Trackers.of(session.tracking(), store, monitor::say)) {
            return new SweepRunner(
                            store,
                            runner,
                            session.transforms(),
                            monitor::say,
                            round -> leaveStart(round, now),
                            trackers)
                    .run(sweep, selection);
        }
    }

    /** Tells the reports when this run began. */
    private void leaveStart(Plan plan, byte[] instant) {
        for (PlannedStage stage : plan.toRun()) {
            if (stage.node().kind() == StageKind.REPORT) {
                Folder work = store.work(stage.node().kind(), stage.node().key());
                try {
                    work.write(WriteReport.RUN_STARTED, out -> out.write(instant));
                } catch (IOException e) {
                    throw new StoreException(
                            "the work folder " + work.location() + " could not be written: " + Reasons.of(e)
                                    + "; make it writable or free space and run again",
                            e);
                }
            }
        }
    }
}
