package org.dcd.pipelines.graph;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.dcd.pipelines.plan.Plan;
import org.dcd.pipelines.plan.PlannedStage;
import org.dcd.pipelines.plan.RunOrigin;
import org.dcd.pipelines.plan.RunRecord;
import org.dcd.pipelines.plan.StageNode;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreException;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs plans: takes the locks, runs what is missing as one Beam pipeline, and keeps a record. */
public final class ExperimentRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ExperimentRunner.class);

    private ExperimentRunner() {}

    /** As below, with messages to the log. */
    public static RunOutcome run(
            Plan plan, Store store, String runner, PipelineExecutor executor, StageTransforms transforms)
            throws InterruptedException {
        return run(plan, store, runner, executor, transforms, LOG::warn);
    }

    /**
     * Makes every stage of a plan that the store does not have. Without any, no pipeline is built.
     *
     * @param messages told, in words, what happens beside the stages: waiting for another run, a damaged stage
     * @throws StageFailedException when a stage fails; what was finished stays published
     * @throws InterruptedException when cancelled; the next run continues
     */
    public static RunOutcome run(
            Plan plan,
            Store store,
            String runner,
            PipelineExecutor executor,
            StageTransforms transforms,
            Consumer<String> messages)
            throws InterruptedException {
        Instant started = Instant.now();
        Plan claimed;
        try {
            claimed = make(plan, store, runner, executor, transforms, messages, claim -> {});
        } catch (FailedStages e) {
            throw e.explained();
        }
        double seconds = secondsSince(started);
        record(claimed, RunOrigin.UNKNOWN, "", runner, started, seconds, store);
        return new RunOutcome(claimed, report(claimed, store), seconds);
    }

    /**
     * Makes what is missing of a plan.
     *
     * @param claims told the plan of what is left to make when nobody else makes it, before anything is made
     * @return that plan
     */
    static Plan make(
            Plan plan,
            Store store,
            String runner,
            PipelineExecutor executor,
            StageTransforms transforms,
            Consumer<String> messages,
            Consumer<Plan> claims)
            throws InterruptedException, FailedStages {
        store.prepare();
        try (StageClaims held = new StageClaims(store, messages)) {
            Plan claimed = held.claim(plan);
            claims.accept(claimed);
            if (!claimed.allCached()) {
                execute(claimed, store, runner, executor, transforms);
            }
            return claimed;
        }
    }

    static double secondsSince(Instant started) {
        return Duration.between(started, Instant.now()).toMillis() / 1000.0;
    }

    private static void execute(
            Plan plan, Store store, String runner, PipelineExecutor executor, StageTransforms transforms)
            throws InterruptedException, FailedStages {
        if (!executor.names().contains(runner)) {
            throw new BadInputException("runner '" + runner + "' is not known; give --runner "
                    + String.join(" or --runner ", executor.names()));
        }
        try {
            executor.run(runner, pipeline -> GraphBuilder.build(pipeline, plan.stages(), store, transforms));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            Failures.rethrowInterruption(e);
            throw Failures.explain(plan.refreshed(store), e);
        }
        plan.refreshed(store).toRun().stream().findFirst().ifPresent(missing -> {
            throw new IllegalStateException(
                    "the pipeline ended, but stage " + missing.node().name() + " is not in the store: "
                            + missing.status().describe());
        });
    }

    /** Keeps what a run was. */
    static void record(
            Plan claimed,
            RunOrigin origin,
            String selection,
            String runner,
            Instant started,
            double seconds,
            Store store) {
        try {
            RunRecord.of(claimed, origin, selection, claimed.allCached() ? "" : runner, started, seconds, store)
                    .writeTo(store);
        } catch (IOException e) {
            throw new StoreException(
                    "the record of the run could not be written to "
                            + store.runs().location() + ": " + e.getMessage()
                            + "; free space and run again: all stages are kept",
                    e);
        }
    }

    static Folder report(Plan plan, Store store) {
        return plan.stages().stream()
                .map(PlannedStage::node)
                .filter(node -> node.kind() == StageKind.REPORT)
                .map((StageNode node) -> store.stage(node.kind(), node.key()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a plan without a report"));
    }
}
