package org.dcd.runners.flink;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.core.execution.JobClient;
import org.dcd.pipelines.run.JobAddress;
import org.dcd.pipelines.run.RunningJob;

/** A job of Flink. */
public record FlinkGraph(JobClient job, Optional<JobAddress> address) implements RunningJob {
    private static final long CANCEL_SECONDS = 30;

    @Override
    public void await() throws Exception {
        try {
            job.getJobExecutionResult().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public void cancel() throws InterruptedException {
        try {
            job.cancel().get(CANCEL_SECONDS, TimeUnit.SECONDS);
            job.getJobExecutionResult().get(CANCEL_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException expected) {
            // a cancelled job has no result; one that does not stop in time ends with its process
        }
    }
}
