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
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a plan: takes leases, makes the missing stages with Beam pipelines, and writes a record. */
public final class ExperimentRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ExperimentRunner.class);

    private static final String TAKEN_OVER = "another run has taken over stages of this run, because this process was"
            + " suspended; continuing with the rest";

    private ExperimentRunner() {}

    /** As {@link #run(Plan, Store, GraphRunner, StageTransforms, Consumer)}, with messages to the log. */
    public static RunOutcome run(Plan plan, Store store, GraphRunner runner, StageTransforms transforms)
            throws InterruptedException {
        return run(plan, store, runner, transforms, LOG::warn);
    }

    /**
     * Makes every stage of a plan that the store does not have. Without such stages, no pipeline is built.
     *
     * @param messages receives messages about waiting for other runs, and about damaged stages
     * @throws StageFailedException when a stage fails; finished stages remain published
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
     * Makes the missing stages of a plan, in several rounds when other runs make some of them or when one job cannot
     * contain all.
     *
     * @param rounds receives the plan of each round before the round starts
     * @param control receives the state of the run
     * @return the plan, in which the stages that this run made still have the status "to run"
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
        JobRecovery recovery = new JobRecovery(messages);
        try (StageClaims claims = new StageClaims(plan, store, messages, control)) {
            int maxStages = runner.maxStages();
            for (Optional<Plan> round = claims.next(maxStages); round.isPresent(); round = claims.next(maxStages)) {
                rounds.accept(round.get());
                try {
                    execute(round.get(), store, runner, transforms, claims, recovery);
                } catch (DetachedException e) {
                    throw e;
                } catch (JobLostException e) {
                    if (!e.isNotFound()) {
                        claims.detach();
                        throw JobRecovery.noAnswer(e);
                    }
                    claims.endLostRound();
                    recovery.awaitCluster(e, plan.refreshed(store), runner, store);
                    continue;
                } catch (InterruptedException | FailedStages | RuntimeException e) {
                    if (!claims.endRound()) {
                        throw e;
                    }
                    messages.accept(TAKEN_OVER);
                    continue;
                }
                claims.endRound();
            }
            return claims.outcome();
        }
    }

    static double secondsSince(Instant started) {
        return Duration.between(started, Instant.now()).toMillis() / 1000.0;
    }

    private static void execute(
            Plan plan,
            Store store,
            GraphRunner runner,
            StageTransforms transforms,
            StageClaims claims,
            JobRecovery recovery)
            throws InterruptedException, FailedStages, JobLostException {
        try {
            StageTransforms placed = transforms.withGpusPerTraining(runner.gpusPerTraining());
            RunningJob job = runner.start(pipeline -> GraphBuilder.build(pipeline, plan.stages(), store, placed));
            claims.startedJob(job);
            await(job, plan, claims, recovery);
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

    /** Waits until a job ends, or until this launcher is asked to cancel it or to detach from it. */
    private static void await(RunningJob job, Plan round, StageClaims claims, JobRecovery recovery) throws Exception {
        try {
            if (!claims.isDetachRequested(job)) {
                recovery.await(job);
                return;
            }
        } catch (InterruptedException e) {
            if (!claims.isDetachRequested(job)) {
                job.cancel();
                throw e;
            }
        }
        claims.detach();
        throw new DetachedException(job.address().orElseThrow(), round.toRun().size() >= claims.remaining());
    }

    /**
     * Saves the record of a run. A run that made nothing needs no record when the store cannot be written.
     *
     * @return the record of this run alone
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
            new RunRecords(store).save(record, messages);
            return record;
        } catch (IOException e) {
            if (claimed.allCached()) {
                messages.accept("this run made no stages and is not recorded: "
                        + store.runs().location() + " could not be written: " + Reasons.of(e));
                return record;
            }
            throw new StoreException(
                    "the record of the run could not be written to "
                            + store.runs().location() + ": " + e.getMessage()
                            + "; free disk space, then run again: all stages are kept",
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
