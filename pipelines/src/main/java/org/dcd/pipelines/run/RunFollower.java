package org.dcd.pipelines.run;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.lease.LauncherStatus;
import org.dcd.pipelines.workflow.SweepPlan;

/** Follows a run of another launcher. It takes no leases, so that any number of followers may attach to a run. */
public final class RunFollower {
    private static final long POLL_MILLIS = 500;

    private final Store store;
    private final GraphRunners runners;
    private final Consumer<String> messages;
    private final BooleanSupplier detachRequested;
    private final ActiveRuns runs;

    /**
     * @param messages receives messages for the user
     * @param detachRequested whether an interruption detaches from the job; otherwise it cancels the job
     */
    public RunFollower(Store store, GraphRunners runners, Consumer<String> messages, BooleanSupplier detachRequested) {
        this.store = store;
        this.runners = runners;
        this.messages = messages;
        this.detachRequested = detachRequested;
        this.runs = new ActiveRuns(store);
    }

    /**
     * Waits until a run has neither a launcher nor a job.
     *
     * @param file file of the run
     * @param plan plan of the run, to name a stage that fails
     * @return the run when the caller has to finish it, with the leases of its launcher released; empty when its
     *     launcher has finished it
     * @throws JobCancelledException when its job was cancelled and its launcher has ended
     * @throws StageFailedException when its job failed and its launcher has ended
     * @throws InterruptedException after an interruption, when the run was detached or cancelled
     */
    public Optional<ActiveRun> follow(String file, SweepPlan plan) throws IOException, InterruptedException {
        while (true) {
            Optional<ActiveRun> run = runs.read(file);
            if (run.isEmpty()) {
                return run;
            }
            boolean isNotFound = !run.get().job().isEmpty() && awaitJob(file, run.get(), plan);
            if (!hasLiveLauncher(run.get())) {
                runs.forgetLauncher(run.get(), isNotFound);
                return run;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private boolean hasLiveLauncher(ActiveRun run) {
        return !run.launcher().isEmpty() && store.launcher(run.launcher()).state() == LauncherStatus.State.ALIVE;
    }

    /**
     * Waits for the end of the job, and reports it when the launcher has ended.
     *
     * @return whether the cluster does not know the job
     */
    private boolean awaitJob(String file, ActiveRun run, SweepPlan plan) throws IOException, InterruptedException {
        RunningJob job = runners.at(JobAddress.of(run.job()));
        JobRecovery recovery = new JobRecovery(messages);
        try {
            recovery.await(job);
            return false;
        } catch (InterruptedException e) {
            if (detachRequested.getAsBoolean()) {
                boolean isLastJob =
                        run.stages().size() <= runners.of(run.runner()).maxStages();
                throw new DetachedException(job.address().orElseThrow(), isLastJob);
            }
            job.cancel();
            forgetWithoutLauncher(file, run);
            throw e;
        } catch (JobLostException e) {
            if (!e.isNotFound()) {
                throw JobRecovery.noAnswer(e);
            }
            if (!hasLiveLauncher(run)) {
                recovery.awaitCluster(e, plan.all().refreshed(store), runners.of(run.runner()), store);
            }
            return true;
        } catch (JobCancelledException e) {
            if (!hasLiveLauncher(run)) {
                runs.forget(file, run);
                throw e;
            }
            return false;
        } catch (Exception e) {
            if (!hasLiveLauncher(run)) {
                runs.forget(file, run);
                throw Failures.explain(plan.all().refreshed(store), node -> store.readOnlyWork(node.id()), e)
                        .explained();
            }
            return false;
        }
    }

    private void forgetWithoutLauncher(String file, ActiveRun run) throws IOException {
        if (!hasLiveLauncher(run)) {
            runs.forget(file, run);
        }
    }
}
