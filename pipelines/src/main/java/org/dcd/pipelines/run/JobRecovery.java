package org.dcd.pipelines.run;

import java.time.Duration;
import java.util.function.Consumer;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.lease.JobState;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.schemas.BadInputException;

/**
 * Waits for clusters that do not answer, and for restarted clusters before missing stages are submitted again. A
 * restarted job manager does not know its jobs unless it is configured for high availability.
 */
final class JobRecovery {
    /** System property for tests: seconds that a job manager may be unavailable. */
    static final String PROPERTY = "dcd.cluster.seconds";

    /** Maximum number of lost jobs in a row without a finished stage in between. */
    private static final int MAX_LOSSES = 5;

    private static final long POLL_MILLIS = 1000;
    private static final long DEFAULT_SECONDS = 300;

    private final Consumer<String> messages;
    private final Duration patience = Duration.ofSeconds(Long.getLong(PROPERTY, DEFAULT_SECONDS));
    private int missing = Integer.MAX_VALUE;
    private int losses;

    JobRecovery(Consumer<String> messages) {
        this.messages = messages;
    }

    /** Waits for the end of a job. Waits for a while when its cluster does not answer. */
    void await(RunningJob job) throws Exception {
        while (true) {
            try {
                job.await();
                return;
            } catch (JobLostException e) {
                if (e.isNotFound()) {
                    throw e;
                }
                awaitAnswer(job, e);
            }
        }
    }

    private void awaitAnswer(RunningJob job, JobLostException noAnswer) throws JobLostException, InterruptedException {
        messages.accept(noAnswer.getMessage() + "; waiting up to " + patience.toSeconds() + " s");
        long start = System.nanoTime();
        while (job.state() == JobState.UNKNOWN) {
            if (System.nanoTime() - start > patience.toNanos()) {
                throw noAnswer;
            }
            Thread.sleep(POLL_MILLIS);
        }
        messages.accept("the job manager answers again");
    }

    /** The failure of a run whose cluster does not answer for too long. */
    static StageFailedException noAnswer(JobLostException noAnswer) {
        return new StageFailedException(
                noAnswer.getMessage()
                        + ", so the state of the job is unknown; follow the job later with dcd attach, or run"
                        + " again: " + Failures.KEPT,
                noAnswer);
    }

    /**
     * Waits until the cluster of a lost job is available, so that missing stages can be submitted again.
     *
     * @param now the plan with the state of the store after the loss
     * @throws StageFailedException when jobs are lost repeatedly, or when the cluster stays unavailable
     */
    void awaitCluster(JobLostException loss, Plan now, GraphRunner runner, Store store) throws InterruptedException {
        int left = now.toRun().size();
        losses = left < missing ? 1 : losses + 1;
        missing = left;
        if (losses >= MAX_LOSSES) {
            throw new StageFailedException(
                    loss.getMessage() + ", " + MAX_LOSSES + " times in a row without a finished stage in between; "
                            + Failures.KEPT,
                    loss);
        }
        messages.accept(loss.getMessage() + "; waiting up to " + patience.toSeconds()
                + " s for the cluster, then submitting the missing stages again");
        long start = System.nanoTime();
        while (true) {
            try {
                runner.check(store);
                return;
            } catch (BadInputException unavailable) {
                if (System.nanoTime() - start > patience.toNanos()) {
                    throw new StageFailedException(
                            loss.getMessage() + ", and the cluster was unavailable for " + patience.toSeconds() + " s: "
                                    + unavailable.getMessage() + "; " + Failures.KEPT,
                            loss);
                }
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
