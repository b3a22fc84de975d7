package org.dcd.runners.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.dcd.pipelines.run.JobAddress;
import org.dcd.pipelines.run.JobCancelledException;
import org.dcd.pipelines.run.JobLostException;
import org.dcd.pipelines.run.RunningJob;
import org.dcd.pipelines.store.lease.JobState;

/** A job on a cluster, started by any launcher. Its state comes from the REST interface of the job manager. */
public final class ClusterGraph implements RunningJob {
    private static final long POLL_MILLIS = 500;
    private static final Duration UNREACHABLE = Duration.ofSeconds(15);
    private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(30);

    private final JobAddress address;
    private final FlinkRest manager;

    /**
     * Does not connect to the cluster yet.
     *
     * @throws IllegalArgumentException if the address is not that of a job on a Flink cluster
     */
    public ClusterGraph(JobAddress address) {
        this.address = address;
        this.manager = new FlinkRest(URI.create(address.master()));
        if (manager.master().getHost() == null || !address.id().matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException(address + " is not the address of a job on a Flink cluster");
        }
    }

    @Override
    public Optional<JobAddress> address() {
        return Optional.of(address);
    }

    /**
     * The result of the job; empty if the job manager does not know the job. Asked for the state of an unknown job,
     * Flink 1.19 answers with an internal error.
     */
    private Optional<JsonNode> result() throws IOException, InterruptedException {
        return manager.find("/jobs/" + address.id() + "/execution-result");
    }

    private static boolean hasEnded(JsonNode result) {
        return !result.path("status").path("id").asText().equals("IN_PROGRESS");
    }

    @Override
    public JobState state() {
        try {
            return result().map(result -> hasEnded(result) ? JobState.ENDED : JobState.RUNNING)
                    .orElse(JobState.NOT_FOUND);
        } catch (IOException e) {
            return JobState.UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return JobState.UNKNOWN;
        }
    }

    @Override
    public void await() throws Exception {
        JsonNode result = awaitEnd().path("job-execution-result");
        String status = result.path("application-status").asText();
        switch (status) {
            case "SUCCEEDED" -> {}
            case "CANCELED" -> throw new JobCancelledException(address);
            case "FAILED" -> throw JobFailure.of(result.path("failure-cause"));
            default -> throw new IOException(address + " ended with the unknown status '" + status + "'");
        }
    }

    private JsonNode awaitEnd() throws JobLostException, InterruptedException {
        long answered = System.nanoTime();
        while (true) {
            try {
                JsonNode result = result().orElseThrow(() -> JobLostException.notFound(address));
                answered = System.nanoTime();
                if (hasEnded(result)) {
                    return result;
                }
            } catch (IOException e) {
                if (System.nanoTime() - answered > UNREACHABLE.toNanos()) {
                    throw JobLostException.noAnswer(address, e);
                }
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    @Override
    public void cancel() throws InterruptedException {
        long start = System.nanoTime();
        try {
            manager.patch("/jobs/" + address.id() + "?mode=cancel");
            while (state() == JobState.RUNNING && System.nanoTime() - start < CANCEL_TIMEOUT.toNanos()) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (IOException expected) {
            // the job has ended, or the job manager cannot be reached
        }
    }
}
