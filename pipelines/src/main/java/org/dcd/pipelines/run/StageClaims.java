package org.dcd.pipelines.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.dcd.pipelines.beam.FailureReport;
import org.dcd.pipelines.store.LookupResult;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.pipelines.store.lease.Leases;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.pipelines.workflow.StageStatus;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;

/**
 * Divides the stages of a plan among all launchers that need them. A launcher works in rounds: each round has the
 * missing stages whose leases it gets and whose inputs are finished or in the same round. A launcher waits only when
 * others hold all stages that it could make. It holds no leases while it waits, so that launchers cannot deadlock.
 */
final class StageClaims implements AutoCloseable {
    private static final long POLL_MILLIS = 200;

    private final Plan plan;
    private final Store store;
    private final Consumer<String> messages;
    private final RunControl control;
    private final Leases leases;
    private final Map<String, PlannedStage> made = new LinkedHashMap<>();
    private final Set<String> done = new HashSet<>();
    private final WaitMessages waitMessages;
    /** Whether the heartbeat contains a job. */
    private boolean hasJob;

    StageClaims(Plan plan, Store store, Consumer<String> messages, RunControl control) {
        this.plan = plan;
        this.store = store;
        this.messages = messages;
        this.waitMessages = new WaitMessages(messages);
        this.control = control;
        this.leases = store.leases(needed(plan), Thread.currentThread()::interrupt, control.jobs());
        control.waiting(leases.id());
    }

    private static List<String> needed(Plan plan) {
        return plan.stages().stream().map(stage -> stage.node().key()).toList();
    }

    /**
     * The plan of the next round; empty when all stages are finished. Waits for other launchers if necessary.
     *
     * @param maxStages maximum number of stages to make in the round
     */
    Optional<Plan> next(int maxStages) throws InterruptedException {
        List<PlannedStage> toRun = byBranch(plan.toRun());
        while (true) {
            Set<String> mine = new HashSet<>();
            Set<String> others = new HashSet<>();
            for (PlannedStage stage : toRun) {
                if (mine.size() < maxStages) {
                    claim(stage, mine, others);
                } else {
                    others.add(stage.node().key());
                }
            }
            waitMessages.report();
            if (!mine.isEmpty()) {
                return Optional.of(round(mine, others));
            }
            if (others.isEmpty()) {
                return Optional.empty();
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Orders stages branch by branch, so that the first stages of the list complete whole points. */
    private static List<PlannedStage> byBranch(List<PlannedStage> stages) {
        Map<String, PlannedStage> open = new LinkedHashMap<>();
        stages.forEach(stage -> open.put(stage.node().key(), stage));
        Set<String> read = stages.stream()
                .flatMap(stage -> stage.node().inputs().stream())
                .map(NodeInput::key)
                .collect(Collectors.toSet());
        List<PlannedStage> ordered = new ArrayList<>();
        stages.stream()
                .map(stage -> stage.node().key())
                .filter(key -> !read.contains(key))
                .forEach(key -> add(key, open, ordered));
        return ordered;
    }

    private static void add(String key, Map<String, PlannedStage> open, List<PlannedStage> ordered) {
        PlannedStage stage = open.remove(key);
        if (stage != null) {
            stage.node().inputs().forEach(input -> add(input.key(), open, ordered));
            ordered.add(stage);
        }
    }

    /**
     * @param mine keys of the stages of this round
     * @param others keys of stages that other launchers make, and of stages that depend on them
     */
    private void claim(PlannedStage stage, Set<String> mine, Set<String> others) {
        StageNode node = stage.node();
        if (done.contains(node.key())) {
            return;
        }
        if (node.inputs().stream().map(NodeInput::key).anyMatch(others::contains)) {
            others.add(node.key());
            return;
        }
        Optional<String> holder = leases.take(node.id());
        if (holder.isPresent() && isPublished(stage)) {
            // Workers of a job publish without releasing leases; their launcher releases them when the job ends.
            done.add(node.key());
        } else if (holder.isPresent()) {
            others.add(node.key());
            waitMessages.add(stage.label(), holder.get(), store.work(node.id()).location());
        } else if (isToMake(stage)) {
            mine.add(node.key());
        } else {
            done.add(node.key());
            leases.release(node.id());
        }
    }

    private boolean isPublished(PlannedStage stage) {
        StageNode node = stage.node();
        return !stage.isForced()
                && !stage.isDamaged()
                && store.find(node.id()) instanceof LookupResult.Present
                && !store.isReplacing(node.id());
    }

    /**
     * Whether a stage has to be made, after its lease was taken. Sets aside damage and recovers interrupted
     * publications.
     */
    private boolean isToMake(PlannedStage stage) {
        StageNode node = stage.node();
        if (stage.isForced()) {
            if (!store.isReplacing(node.id())) {
                store.replaceNext(node.id());
            }
            deleteFailureReport(stage);
            return true;
        }
        // Damage need not change sizes. Another run may have made the stage meanwhile.
        LookupResult lookup = stage.isDamaged() ? store.verify(node.id()) : store.find(node.id());
        if (!(StageStatus.of(lookup, "") instanceof StageStatus.ToRun toRun)) {
            return false;
        }
        if (toRun.reason() == StageStatus.Reason.DAMAGED) {
            store.setAside(node.id())
                    .ifPresent(aside -> messages.accept(stage.label() + " is damaged and is made again: "
                            + toRun.detail() + "; the damaged stage is kept in " + aside));
        }
        if (store.recover(node.id())) {
            messages.accept(stage.label() + " was finished by an earlier run and is now published");
            return false;
        }
        deleteFailureReport(stage);
        return true;
    }

    /** Deletes the failure report of an earlier attempt. */
    private void deleteFailureReport(PlannedStage stage) {
        Folder work = store.work(stage.node().id());
        try {
            FailureReport.remove(work);
        } catch (IOException e) {
            throw new StoreException(
                    "the failure report of an earlier attempt in " + work.location() + " could not be deleted: "
                            + Reasons.of(e) + "; fix the permissions, then run again",
                    e);
        }
    }

    private Plan round(Set<String> mine, Set<String> others) {
        Set<String> keys = new HashSet<>(needed(plan));
        keys.removeAll(others);
        Plan round = plan.refreshed(store).keeping(keys);
        List<PlannedStage> toRun = round.toRun();
        toRun.stream()
                .filter(stage -> !mine.contains(stage.node().key()))
                .findFirst()
                .ifPresent(lost -> {
                    throw new IllegalStateException("stage " + lost.label() + " was in the store when the run began,"
                            + " but is not any more (" + lost.status().describe() + "); run again");
                });
        toRun.forEach(stage -> made.putIfAbsent(stage.node().key(), stage));
        return round;
    }

    /** Number of stages that have to be made in this and later rounds, by this or other launchers. */
    int remaining() {
        return (int) plan.toRun().stream()
                .filter(stage -> !done.contains(stage.node().key()))
                .count();
    }

    /** Records the job of the round. Its stages remain leased while the job runs, also without this launcher. */
    void startedJob(RunningJob job) {
        if (job.address().isPresent()) {
            setJob(job.address().get().toString());
            hasJob = true;
        }
        control.working(leases.id(), job.address());
    }

    private void setJob(String job) {
        try {
            leases.setJob(job);
        } catch (IOException e) {
            throw new StoreException(
                    "the address of the job could not be written to " + store.location() + ": " + Reasons.of(e)
                            + "; free disk space, then run again",
                    e);
        }
    }

    /** Whether the run has to detach from a job now, and the job supports it. */
    boolean isDetachRequested(RunningJob job) {
        return job.address().isPresent() && control.isDetachRequested();
    }

    /** Detaches from the job of the round, which keeps the leases of its stages. */
    void detach() {
        control.detached();
        try {
            leases.detach();
        } catch (IOException e) {
            throw new StoreException(
                    "detaching from the job failed, because " + store.location() + " could not be written: "
                            + Reasons.of(e) + "; the job continues, but other runs may make its stages again",
                    e);
        }
    }

    /** Ends a round whose job is lost. Workers that may still run and the next attempt have different work folders. */
    void endLostRound() {
        leases.revokeAll();
        endRound();
    }

    /**
     * Ends a round and releases its leases: other launchers may make stages that were not made.
     *
     * @return whether the round ended because another run has taken over stages
     */
    boolean endRound() {
        for (PlannedStage stage : List.copyOf(made.values())) {
            StageNode node = stage.node();
            if (store.find(node.id()) instanceof LookupResult.Present && !store.isReplacing(node.id())) {
                done.add(node.key());
            } else if (!done.contains(node.key())) {
                made.remove(node.key());
            }
        }
        boolean lost = leases.hasLost();
        leases.releaseAll();
        if (hasJob) {
            setJob("");
            hasJob = false;
        }
        control.waiting(leases.id());
        if (lost) {
            // Clears the interruption of the lost lease, in case it came after the end of the round.
            Thread.interrupted();
        }
        return lost;
    }

    /**
     * The plan with the current state of the store. Stages that this launcher made keep the reason why they were made.
     */
    Plan outcome() {
        return plan.refreshed(store).showing(made);
    }

    @Override
    public void close() {
        leases.close();
    }
}
