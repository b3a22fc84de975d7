package org.dcd.pipelines.graph;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.dcd.pipelines.plan.ActiveRun;
import org.dcd.pipelines.plan.ActiveRuns;
import org.dcd.pipelines.plan.SweepPlan;
import org.dcd.pipelines.store.Launcher;
import org.dcd.pipelines.store.Store;

/** Follows a run that another launcher began, and holds nothing: any number may follow one run. */
public final class Follower {
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
    public Follower(Store store, GraphRunners runners, Consumer<String> messages, BooleanSupplier toLeave) {
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
     * @return the run, when it is left to be finished; empty when its launcher has brought it to its end
     * @throws GraphCancelledException when its job was cancelled and no launcher attends to it
     * @throws StageFailedException when its job failed and no launcher attends to it
     * @throws InterruptedException when told to leave or to cancel, and it was done
     */
    public Optional<ActiveRun> follow(String file, SweepPlan plan) throws IOException, InterruptedException {
        while (true) {
            Optional<ActiveRun> run = runs.read(file);
            if (run.isEmpty()) {
                return run;
            }
            if (!run.get().job().isEmpty()) {
                await(file, run.get(), plan);
            }
            if (!isAttended(run.get())) {
                return run;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private boolean isAttended(ActiveRun run) {
        return !run.launcher().isEmpty()
                && store.launcher(run.launcher()).state() == Launcher.State.ALIVE;
    }

    /** Until the end of the job, which is told when no launcher does. */
    private void await(String file, ActiveRun run, SweepPlan plan) throws IOException, InterruptedException {
        RunningGraph graph = runners.at(JobAddress.of(run.job()));
        try {
            new Losses(messages).await(graph);
        } catch (InterruptedException e) {
            if (toLeave.getAsBoolean()) {
                throw new DetachedException(graph.address().orElseThrow());
            }
            graph.cancel();
            removeUnattended(file, run);
            throw e;
        } catch (GraphLostException e) {
            if (!e.isForgotten()) {
                throw Losses.givenUp(e);
            }
            messages.accept(e.getMessage());
        } catch (GraphCancelledException e) {
            if (!isAttended(run)) {
                runs.forget(file, run);
                throw e;
            }
        } catch (Exception e) {
            if (!isAttended(run)) {
                runs.forget(file, run);
                throw Failures.explain(plan.all().refreshed(store), e).explained();
            }
        }
    }

    private void removeUnattended(String file, ActiveRun run) throws IOException {
        if (!isAttended(run)) {
            runs.forget(file, run);
        }
    }
}
