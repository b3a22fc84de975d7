package org.dcd.pipelines.run;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.dcd.pipelines.store.LauncherStatus;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.SweepPlan;

/** Follows a run that another launcher began, and holds nothing: any number may follow one run. */
public final class RunFollower {
    private static final long LOOK_MILLIS = 500;

    private final Store store;
    private final GraphRunners runners;
    private final Consumer<String> messages;
    private final BooleanSupplier toLeave;
    private final ActiveRuns runs;

    /**
     * @param messages told, in words, what happens
     * @param toLeave whether an interruption means to leave the job to itself; otherwise it is cancelled
     */
    public RunFollower(Store store, GraphRunners runners, Consumer<String> messages, BooleanSupplier toLeave) {
        this.store = store;
        this.runners = runners;
        this.messages = messages;
        this.toLeave = toLeave;
        this.runs = new ActiveRuns(store);
    }

    /**
     * Waits until nobody is at a run any more.
     *
     * @param file of the run
     * @param plan of the run, to name the stage that fails
     * @return the run, when it is left to be finished and its launcher forgotten; empty when its launcher has brought
     *     it to its end
     * @throws JobCancelledException when its job was cancelled and no launcher attends to it
     * @throws StageFailedException when its job failed and no launcher attends to it
     * @throws InterruptedException when told to leave or to cancel, and it was done
     */
    public Optional<ActiveRun> follow(String file, SweepPlan plan) throws IOException, InterruptedException {
        while (true) {
            Optional<ActiveRun> run = runs.read(file);
            if (run.isEmpty()) {
                return run;
            }
            boolean forgotten = !run.get().job().isEmpty() && isForgotten(file, run.get(), plan);
            if (!isAttended(run.get())) {
                runs.forgetLauncher(run.get(), forgotten);
                return run;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private boolean isAttended(ActiveRun run) {
        return !run.launcher().isEmpty() && store.launcher(run.launcher()).state() == LauncherStatus.State.ALIVE;
    }

    /**
     * Waits for the end of the job, which is told when no launcher does.
     *
     * @return whether its cluster has forgotten it instead
     */
    private boolean isForgotten(String file, ActiveRun run, SweepPlan plan) throws IOException, InterruptedException {
        RunningJob graph = runners.at(JobAddress.of(run.job()));
        JobRecovery losses = new JobRecovery(messages);
        try {
            losses.await(graph);
            return false;
        } catch (InterruptedException e) {
            if (toLeave.getAsBoolean()) {
                throw new DetachedException(graph.address().orElseThrow());
            }
            graph.cancel();
            removeUnattended(file, run);
            throw e;
        } catch (JobLostException e) {
            if (!e.isNotFound()) {
                throw JobRecovery.givenUp(e);
            }
            if (!isAttended(run)) {
                losses.awaitCluster(e, plan.all().refreshed(store), runners.of(run.runner()), store);
            }
            return true;
        } catch (JobCancelledException e) {
            if (!isAttended(run)) {
                runs.forget(file, run);
                throw e;
            }
            return false;
        } catch (Exception e) {
            if (!isAttended(run)) {
                runs.forget(file, run);
                throw Failures.explain(plan.all().refreshed(store), node -> store.readOnlyWork(node.id()), e)
                        .explained();
            }
            return false;
        }
    }

    private void removeUnattended(String file, ActiveRun run) throws IOException {
        if (!isAttended(run)) {
            runs.forget(file, run);
        }
    }
}
