package org.dcd.runners.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.dcd.pipelines.graph.GraphCancelledException;
import org.dcd.pipelines.graph.GraphLostException;
import org.dcd.pipelines.graph.JobAddress;
import org.dcd.pipelines.graph.RunningGraph;
import org.dcd.pipelines.store.JobState;

/** A job of a cluster, whoever has started it, by what the job manager tells of it. */
public final class ClusterGraph implements RunningGraph {
    private static final long LOOK_MILLIS = 500;
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final Duration CANCEL = Duration.ofSeconds(30);

    private final JobAddress address;
    private final FlinkRest manager;

    /** @throws IllegalArgumentException when it is not the address of a cluster */
    public ClusterGraph(JobAddress address) {
        this.address = address;
        this.manager = new FlinkRest(URI.create(address.master()));
        if (manager.master().getHost() == null || !address.id().matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException(address + " is not one of a Flink cluster");
        }
    }

    @Override
    public Optional<JobAddress> address() {
        return Optional.of(address);
    }

    /** Flink's own word for the state of the job; empty when the job manager does not know it. */
    private Optional<String> status() throws IOException, InterruptedException {
        return manager.find(path("/status")).map(answer -> answer.path("status").asText());
    }

    private String path(String below) {
        return "/jobs/" + address.id() + below;
    }

    @Override
    public JobState state() {
        try {
            return status().map(ClusterGraph::state).orElse(JobState.ENDED);
        } catch (IOException e) {
            return JobState.UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return JobState.UNKNOWN;
        }
    }

    private static JobState state(String status) {
        return switch (status) {
            case "FINISHED", "FAILED", "CANCELED" -> JobState.ENDED;
            default -> JobState.RUNNING;
        };
    }

    @Override
    public void await() throws Exception {
        String status = awaitEnd();
        switch (status) {
            case "FINISHED" -> {}
            case "CANCELED" -> throw new GraphCancelledException(address);
            default -> throw failure();
        }
    }

    private String awaitEnd() throws GraphLostException, InterruptedException {
        long answered = System.nanoTime();
        while (true) {
            try {
                String status = status().orElseThrow(() -> GraphLostException.forgotten(address));
                answered = System.nanoTime();
                if (state(status) == JobState.ENDED) {
                    return status;
                }
            } catch (IOException e) {
                if (System.nanoTime() - answered > SILENCE.toNanos()) {
                    throw GraphLostException.silent(address, e);
                }
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private Exception failure() throws InterruptedException {
        try {
            JsonNode result = manager.get(path("/execution-result"));
            return JobFailure.of(result.path("job-execution-result").path("failure-cause"));
        } catch (IOException e) {
            return new IOException(address + " failed, and its job manager does not tell why: " + e.getMessage(), e);
        }
    }

    @Override
    public void cancel() throws InterruptedException {
        long start = System.nanoTime();
        try {
            manager.patch(path("?mode=cancel"));
            while (state() != JobState.ENDED && System.nanoTime() - start < CANCEL.toNanos()) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (IOException expected) {
            // one that has ended meanwhile cannot be cancelled, and one that cannot be reached not now
        }
    }
}
