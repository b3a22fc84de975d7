package org.dcd.pipelines.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.dcd.pipelines.beam.GraphBuilder;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.report.ReportKind;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreException;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs plans: takes the leases, runs what is missing as Beam pipelines, and keeps a record. */
public final class ExperimentRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ExperimentRunner.class);

    private static final String TAKEN_OVER =
            "another run has taken over what this one was making, since this one stood still; going on beside it";

    private ExperimentRunner() {}

    /** As below, with messages to the log. */
    public static RunOutcome run(Plan plan, Store store, GraphRunner runner, StageTransforms transforms)
            throws InterruptedException {
        return run(plan, store, runner, transforms, LOG::warn);
    }

    /**
     * Makes every stage of a plan that the store does not have. Without any, no pipeline is built.
     *
     * @param messages told, in words, what happens beside the stages: waiting for another run, a damaged stage
     * @throws StageFailedException when a stage fails; what was finished stays published
     * @throws InterruptedException when cancelled; the next run continues
     */
    public static RunOutcome run(
            Plan plan, Store store, GraphRunner runner, StageTransforms transforms, Consumer<String> messages)
            throws InterruptedException {
        Instant started = Instant.now();
        Plan claimed;
        try {
            claimed = make(plan, store, runner, transforms, messages, round -> {}, RunControl.NONE);
        } catch (FailedStages e) {
            throw e.explained();
        }
        double seconds = secondsSince(started);
        record(claimed, RunOrigin.UNKNOWN, "", runner.name(), started, seconds, store, messages);
        return new RunOutcome(claimed, report(claimed, store), seconds);
    }

    /**
     * Makes what is missing of a plan, in rounds when other runs make some of it or a graph cannot hold all.
     *
     * @param rounds told what is to be made, before it is made
     * @param control told what the run is at
     * @return the plan, in which what was made here is still to run
     */
    static Plan make(
            Plan plan,
            Store store,
            GraphRunner runner,
            StageTransforms transforms,
            Consumer<String> messages,
            Consumer<Plan> rounds,
            RunControl control)
            throws InterruptedException, FailedStages {
        store.prepare();
        JobRecovery losses = new JobRecovery(messages);
        try (StageClaims claims = new StageClaims(plan, store, messages, control)) {
            int most = runner.mostStages();
            for (Optional<Plan> round = claims.next(most); round.isPresent(); round = claims.next(most)) {
                rounds.accept(round.get());
                try {
                    execute(round.get(), store, runner, transforms, claims, losses);
                } catch (DetachedException e) {
                    throw e;
                } catch (JobLostException e) {
                    if (!e.isNotFound()) {
                        claims.leave();
                        throw JobRecovery.givenUp(e);
                    }
                    claims.lost();
                    losses.awaitCluster(e, plan.refreshed(store), runner, store);
                    continue;
                } catch (InterruptedException | FailedStages | RuntimeException e) {
                    if (!claims.ended()) {
                        throw e;
                    }
                    messages.accept(TAKEN_OVER);
                    continue;
                }
                claims.ended();
            }
            return claims.outcome();
        }
    }

    static double secondsSince(Instant started) {
        return Duration.between(started, Instant.now()).toMillis() / 1000.0;
    }

    private static void execute(
            Plan plan, Store store, GraphRunner runner, StageTransforms transforms, StageClaims claims, JobRecovery losses)
            throws InterruptedException, FailedStages, JobLostException {
        try {
            RunningJob graph =
                    runner.start(pipeline -> GraphBuilder.build(pipeline, plan.stages(), store, transforms));
            claims.madeBy(graph);
            await(graph, claims, losses);
        } catch (InterruptedException | JobLostException | JobCancelledException e) {
            throw e;
        } catch (Exception e) {
            Failures.rethrowInterruption(e);
            throw Failures.explain(plan.refreshed(store), works(store), e);
        }
        Failures.check(plan.refreshed(store), works(store));
    }

    private static Function<StageNode, Folder> works(Store store) {
        return node -> store.work(node.id());
    }

    /** Until its end, or until this launcher is told to cancel it or to leave it to itself. */
    private static void await(RunningJob graph, StageClaims claims, JobRecovery losses) throws Exception {
        try {
            if (!claims.isToLeave(graph)) {
                losses.await(graph);
                return;
            }
        } catch (InterruptedException e) {
            if (!claims.isToLeave(graph)) {
                graph.cancel();
                throw e;
            }
        }
        claims.leave();
        throw new DetachedException(graph.address().orElseThrow());
    }

    /**
     * Keeps what a run was. One that made nothing goes without a record where the store cannot be written.
     *
     * @return what this run alone was
     */
    static RunRecord record(
            Plan claimed,
            RunOrigin origin,
            String selection,
            String runner,
            Instant started,
            double seconds,
            Store store,
            Consumer<String> messages) {
        RunRecord record =
                RunRecord.of(claimed, origin, selection, claimed.allCached() ? "" : runner, started, seconds, store);
        try {
            record.writeTo(store, messages);
            return record;
        } catch (IOException e) {
            if (claimed.allCached()) {
                messages.accept("this run made nothing and is not recorded: "
                        + store.runs().location() + " could not be written: " + Reasons.of(e));
                return record;
            }
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
                .filter(node -> node.kind().equals(ReportKind.NAME))
                .map((StageNode node) -> store.stage(node.id()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a plan without a report"));
    }
}
