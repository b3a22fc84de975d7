package org.dcd.pipelines.run;

import java.time.Duration;
import java.util.function.Consumer;
import org.dcd.pipelines.store.JobState;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.schemas.BadInputException;

/**
 * What to do about jobs that are gone: job managers are started again, and forget their jobs unless they were made to
 * keep them elsewhere.
 */
final class JobRecovery {
    /** Property for tests: seconds that a job manager may be away. */
    static final String PATIENCE = "dcd.cluster.seconds";

    /** JobRecovery in a row without a finished stage between. */
    private static final int MOST = 5;

    private static final long LOOK_MILLIS = 1000;
    private static final long USUAL_SECONDS = 300;

    private final Consumer<String> messages;
    private final Duration patience = Duration.ofSeconds(Long.getLong(PATIENCE, USUAL_SECONDS));
    private int missing = Integer.MAX_VALUE;
    private int inRow;

    JobRecovery(Consumer<String> messages) {
        this.messages = messages;
    }

    /** Waits for the end of a graph. Of a cluster that does not answer it is waited for a while. */
    void await(RunningJob graph) throws Exception {
        while (true) {
            try {
                graph.await();
                return;
            } catch (JobLostException e) {
                if (e.isNotFound()) {
                    throw e;
                }
                awaitAnswer(graph, e);
            }
        }
    }

    private void awaitAnswer(RunningJob graph, JobLostException silence)
            throws JobLostException, InterruptedException {
        messages.accept(silence.getMessage() + "; waiting for it for up to " + patience.toSeconds() + " s");
        long start = System.nanoTime();
        while (graph.state() == JobState.UNKNOWN) {
            if (System.nanoTime() - start > patience.toNanos()) {
                throw silence;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        messages.accept("the job manager answers again");
    }

    /** When a cluster does not come back. */
    static StageFailedException givenUp(JobLostException silence) {
        return new StageFailedException(
                silence.getMessage() + ", and nobody knows whether the job goes on; " + Failures.KEPT
                        + ", or come back to the job with dcd attach",
                silence);
    }

    /**
     * Waits until what is missing can be made again.
     *
     * @param now with what the store has after the loss
     * @throws StageFailedException when jobs are lost again and again, or the cluster does not come back
     */
    void awaitCluster(JobLostException loss, Plan now, GraphRunner runner, Store store) throws InterruptedException {
        int left = now.toRun().size();
        inRow = left < missing ? 1 : inRow + 1;
        missing = left;
        if (inRow >= MOST) {
            throw new StageFailedException(
                    loss.getMessage() + ", for the " + MOST + "th time without a stage that was finished between; "
                            + Failures.KEPT,
                    loss);
        }
        messages.accept(loss.getMessage() + "; waiting for the cluster for up to " + patience.toSeconds()
                + " s, then what is missing is submitted again");
        long start = System.nanoTime();
        while (true) {
            try {
                runner.check(store);
                return;
            } catch (BadInputException away) {
                if (System.nanoTime() - start > patience.toNanos()) {
                    throw new StageFailedException(
                            loss.getMessage() + ", and it did not come back within " + patience.toSeconds() + " s: "
                                    + away.getMessage() + "; " + Failures.KEPT,
                            loss);
                }
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
