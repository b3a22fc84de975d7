package org.dcd.pipelines.run;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.run.RunListener.Ending;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.Count;

/**
 * Runs all points of a sweep in one job. A failed stage removes the stages that depend on it, and the job continues
 * with the rest. When the job itself fails, as when a stage crashes its worker, the rest continues in another job.
 * Plans with more stages than {@link GraphRunner#maxStages} run in several jobs, one after the other.
 */
public final class SweepRunner {
    private final Store store;
    private final GraphRunner runner;
    private final StageTransforms transforms;
    private final Consumer<String> messages;
    private final Consumer<Plan> rounds;
    private final RunListener<RuntimeException> listener;
    private final RunControl control;

    /**
     * @param messages receives messages for the user, other than the progress of stages
     * @param rounds receives the plan of each job before it is submitted
     * @param listener receives the events of the run
     * @param control receives the state of the run, and decides whether it detaches from its job
     */
    public SweepRunner(
            Store store,
            GraphRunner runner,
            StageTransforms transforms,
            Consumer<String> messages,
            Consumer<Plan> rounds,
            RunListener<RuntimeException> listener,
            RunControl control) {
        this.store = store;
        this.runner = runner;
        this.transforms = transforms;
        this.messages = messages;
        this.rounds = rounds;
        this.listener = listener;
        this.control = control;
    }

    /**
     * Makes every missing stage, once for all points that need it, and saves the record of every finished point.
     *
     * @param selection options that selected or forced stages, for the record
     * @throws RuntimeException the failure of the only point, or a failure that does not belong to single points
     * @throws InterruptedException when cancelled; the next run continues
     */
    public SweepOutcome run(SweepPlan sweep, String selection) throws InterruptedException {
        return run(sweep, selection, RunStart.at(Instant.now(), SourceCommit.of(sweep.sweep())));
    }

    /**
     * As {@link #run(SweepPlan, String)}, for a run that another launcher may have started.
     *
     * @param start start of the run, and the stages that it has made so far
     */
    public SweepOutcome run(SweepPlan sweep, String selection, RunStart start) throws InterruptedException {
        listener.began(sweep, start.when());
        try {
            SweepOutcome outcome = make(sweep, selection, start);
            int failed = outcome.failures().size();
            listener.ended(
                    failed == 0 ? Ending.DONE : Ending.FAILED,
                    failed == 0 ? "" : failed + " of " + Count.of(sweep.plans().size(), "point") + " failed",
                    Instant.now());
            return outcome;
        } catch (DetachedException e) {
            listener.ended(Ending.CANCELLED, e.getMessage(), Instant.now());
            throw e;
        } catch (InterruptedException e) {
            listener.ended(Ending.CANCELLED, "cancelled", Instant.now());
            throw e;
        } catch (RuntimeException e) {
            listener.ended(
                    Ending.FAILED,
                    e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(),
                    Instant.now());
            throw e;
        }
    }

    private SweepOutcome make(SweepPlan sweep, String selection, RunStart start) throws InterruptedException {
        // Hashes the inputs before the run, which may take days.
        List<RunOrigin> origins = RunOrigin.of(sweep.sweep(), start.source());
        Map<String, PlannedStage> made = new LinkedHashMap<>(start.made());
        Map<Integer, RuntimeException> failures = new TreeMap<>();
        Set<String> failedStages = new HashSet<>();
        StageNotifier ends = new StageNotifier(store, listener);
        Plan left = sweep.all();
        Optional<FailedStages> before = start.isOfAnotherLauncher()
                ? Failures.reported(left, node -> store.readOnlyWork(node.id()))
                : Optional.empty();
        while (!left.stages().isEmpty()) {
            try {
                if (before.isPresent()) {
                    throw before.get();
                }
                ExperimentRunner.make(
                        left,
                        store,
                        runner,
                        transforms,
                        messages,
                        round -> {
                            round.toRun()
                                    .forEach(stage ->
                                            made.putIfAbsent(stage.node().key(), stage));
                            rounds.accept(round);
                        },
                        control);
                break;
            } catch (FailedStages e) {
                before = Optional.empty();
                ends.failed(left, made.values(), e);
                if (e.byKey().isEmpty()) {
                    throw e.explained();
                }
                failedStages.addAll(e.byKey().keySet());
                fail(sweep, e, failures);
                left = sweep.all().without(failedStages).refreshed(store);
            } finally {
                ends.made(made.values());
            }
        }
        if (!failures.isEmpty() && !sweep.sweep().isSwept()) {
            throw failures.get(0);
        }
        SweepPlan now = sweep.with(sweep.all().refreshed(store).showing(made));
        double seconds = start.seconds(made.values(), store);
        for (int i = 0; i < now.plans().size(); i++) {
            if (!failures.containsKey(i)) {
                Plan part = now.part(i);
                listener.recorded(
                        i,
                        part,
                        ExperimentRunner.record(
                                part,
                                origins.get(i),
                                selection,
                                runner.name(),
                                start.when(),
                                seconds,
                                store,
                                messages));
            }
        }
        return new SweepOutcome(now, failures, seconds);
    }

    private void fail(SweepPlan sweep, FailedStages failed, Map<Integer, RuntimeException> failures) {
        failed.byKey().forEach((key, failure) -> {
            List<Integer> points = sweep.needing(key);
            boolean isFirst = failures.isEmpty();
            points.forEach(point -> failures.putIfAbsent(point, failure));
            if (sweep.sweep().isSwept()) {
                int others = sweep.plans().size() - failures.size();
                messages.accept("✗ " + failure.getMessage());
                messages.accept(points.size() + " of " + Count.of(sweep.plans().size(), "point") + " need it"
                        + (others == 0 ? "" : "; continuing with " + others));
            } else if (!isFirst) {
                messages.accept("✗ " + failure.getMessage());
            }
        });
    }
}
