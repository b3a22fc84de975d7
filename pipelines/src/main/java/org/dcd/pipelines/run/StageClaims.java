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
import org.dcd.pipelines.store.Leases;
import org.dcd.pipelines.store.LookupResult;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreException;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.pipelines.workflow.StageStatus;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;

/**
 * Divides the making of a plan's stages among all launchers that are at them. A launcher makes in rounds what it can:
 * the stages whose inputs are there or among its own. It waits only when others are at all that it could make, and
 * holds nothing then, so that no launchers wait in a circle.
 */
final class StageClaims implements AutoCloseable {
    private static final long LOOK_MILLIS = 200;

    private final Plan plan;
    private final Store store;
    private final Consumer<String> messages;
    private final RunControl control;
    private final Leases leases;
    private final Map<String, PlannedStage> made = new LinkedHashMap<>();
    private final Set<String> done = new HashSet<>();
    private final WaitMessages waiting;
    /** Whether the heartbeat names a job. */
    private boolean jobNamed;

    StageClaims(Plan plan, Store store, Consumer<String> messages, RunControl control) {
        this.plan = plan;
        this.store = store;
        this.messages = messages;
        this.waiting = new WaitMessages(messages);
        this.control = control;
        this.leases = store.leases(needed(plan), Thread.currentThread()::interrupt, control.jobs());
        control.waiting(leases.id());
    }

    private static List<String> needed(Plan plan) {
        return plan.stages().stream().map(stage -> stage.node().key()).toList();
    }

    /**
     * The stages that this launcher now has to make and may; empty when all is there. Waits for others if need be.
     *
     * @param most stages to make at once
     */
    Optional<Plan> next(int most) throws InterruptedException {
        List<PlannedStage> toRun = byBranch(plan.toRun());
        while (true) {
            Set<String> mine = new HashSet<>();
            Set<String> others = new HashSet<>();
            for (PlannedStage stage : toRun) {
                if (mine.size() < most) {
                    claim(stage, mine, others);
                } else {
                    others.add(stage.node().key());
                }
            }
            waiting.tell();
            if (!mine.isEmpty()) {
                return Optional.of(round(mine, others));
            }
            if (others.isEmpty()) {
                return Optional.empty();
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** What one last stage needs comes before what the next one needs: a part of the stages has whole points. */
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

    /** @param others keys of stages that others make, or that need those */
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
            // workers of a job do not let go of what they publish; its launcher does when the job ends
            done.add(node.key());
        } else if (holder.isPresent()) {
            others.add(node.key());
            waiting.on(stage.label(), holder.get(), store.work(node.id()).location());
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

    /** What the holder of the lease finds and does before it makes a stage. */
    private boolean isToMake(PlannedStage stage) {
        StageNode node = stage.node();
        if (stage.isForced()) {
            if (!store.isReplacing(node.id())) {
                store.replaceNext(node.id());
            }
            forgetFailure(stage);
            return true;
        }
        // Damage that sizes do not show must not be taken for whole; another run may have made the stage by now.
        LookupResult lookup = stage.isDamaged() ? store.verify(node.id()) : store.find(node.id());
        if (!(StageStatus.of(lookup, "") instanceof StageStatus.ToRun toRun)) {
            return false;
        }
        if (toRun.reason() == StageStatus.Reason.DAMAGED) {
            store.setAside(node.id())
                    .ifPresent(aside -> messages.accept(
                            stage.label() + " is damaged and runs again: " + toRun.detail() + "; kept as " + aside));
        }
        if (store.recover(node.id())) {
            messages.accept(stage.label() + " was finished by an earlier run and is published now");
            return false;
        }
        forgetFailure(stage);
        return true;
    }

    /** Whatever report there is when the graph has ended is then of this attempt. */
    private void forgetFailure(PlannedStage stage) {
        Folder work = store.work(stage.node().id());
        try {
            FailureReport.remove(work);
        } catch (IOException e) {
            throw new StoreException(
                    "the report of an earlier failure in " + work.location() + " could not be removed: " + Reasons.of(e)
                            + "; fix the permissions, then run again",
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
                    throw new IllegalStateException("stage " + lost.label() + " was in the store when the run began and"
                            + " is not now (" + lost.status().describe() + "); run again");
                });
        toRun.forEach(stage -> made.putIfAbsent(stage.node().key(), stage));
        return round;
    }

    /** Enters the graph that makes the stages of the round, for whose sake they stay taken without this launcher. */
    void madeBy(RunningJob graph) {
        if (graph.address().isPresent()) {
            name(graph.address().get().toString());
            jobNamed = true;
        }
        control.working(leases.id(), graph.address());
    }

    private void name(String job) {
        try {
            leases.name(job);
        } catch (IOException e) {
            throw new StoreException(
                    "the address of a job could not be written to " + store.location() + ": " + Reasons.of(e)
                            + "; free space and run again",
                    e);
        }
    }

    /** Whether a graph is to be left to itself now, and can be. */
    boolean isToLeave(RunningJob graph) {
        return graph.address().isPresent() && control.isDetachRequested();
    }

    /** Leaves the stages of the round to the job that makes them. */
    void leave() {
        control.detached();
        try {
            leases.leave();
        } catch (IOException e) {
            throw new StoreException(
                    "could not leave the job to itself, as " + store.location() + " could not be written: "
                            + Reasons.of(e) + "; it goes on, and others may take it for ended",
                    e);
        }
    }

    /** Ends a round whose job is lost. What may still be at work somewhere does not write where its successor does. */
    void lost() {
        leases.revokeAll();
        ended();
    }

    /**
     * Ends a round: what was made of it is done, what was not may be made by anybody.
     *
     * @return whether it ended because another run took stages over
     */
    boolean ended() {
        for (PlannedStage stage : List.copyOf(made.values())) {
            StageNode node = stage.node();
            if (store.find(node.id()) instanceof LookupResult.Present && !store.isReplacing(node.id())) {
                done.add(node.key());
            } else if (!done.contains(node.key())) {
                made.remove(node.key());
            }
        }
        boolean lost = leases.lostSome();
        leases.releaseAll();
        if (jobNamed) {
            name("");
            jobNamed = false;
        }
        control.waiting(leases.id());
        if (lost) {
            // the interruption that ended the round, if it came too late for that
            Thread.interrupted();
        }
        return lost;
    }

    /** The plan with what the store has, but for the stages that this launcher made: why those ran. */
    Plan outcome() {
        return plan.refreshed(store).showing(made);
    }

    @Override
    public void close() {
        leases.close();
    }
}
