package org.dcd.runners.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;

/** Checks a cluster with a job of a few seconds that runs {@link ProbeFunction} on every worker with free slots. */
record Probe(ClusterView view, boolean pinned, StreamExecutionEnvironment environment) {
    private static final long TIMEOUT_SECONDS = 120;

    /**
     * Runs the job.
     *
     * @return warnings
     * @throws BadInputException if a worker cannot run stages, with the remedy
     */
    List<String> run(Store store) throws InterruptedException {
        Folder folder = store.runs();
        String marker = ".probe-" + UUID.randomUUID();
        try {
            folder.write(marker, out -> out.write(marker.getBytes(StandardCharsets.UTF_8)));
            try {
                List<ProbeFunction.Found> found = found(store, marker);
                refuse(found);
                return warnings(found);
            } finally {
                folder.delete(marker);
            }
        } catch (IOException e) {
            throw new BadInputException(
                    "the store " + store.location() + " cannot be written: " + Reasons.of(e)
                            + "; give another with --store",
                    e);
        }
    }

    private List<ProbeFunction.Found> found(Store store, String marker) throws InterruptedException {
        if (pinned) {
            GpuPinning.register(environment);
            add(store, marker, true, view.gpusForAJob()).slotSharingGroup(GpuPinning.GPU);
            add(store, marker, false, view.cpusForAJob()).slotSharingGroup(GpuPinning.CPU);
        } else {
            add(store, marker, false, view.slotsForAJob());
        }
        try {
            JobClient job = environment.executeAsync("dcd: check of the workers");
            try {
                return job.getJobExecutionResult()
                        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .getAccumulatorResult(ProbeFunction.FOUND);
            } catch (InterruptedException | TimeoutException e) {
                job.cancel();
                throw e;
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (TimeoutException e) {
            throw new BadInputException(
                    "the workers of the cluster did not start a job within " + TIMEOUT_SECONDS
                            + " s; other jobs may use all of its slots: see dcd status and the web page of the cluster",
                    e);
        } catch (ExecutionException e) {
            throw new BadInputException("the workers of the cluster cannot run a job: " + innermost(e), e);
        } catch (Exception e) {
            throw new BadInputException("the cluster does not accept jobs: " + innermost(e), e);
        }
    }

    private SingleOutputStreamOperator<Long> add(Store store, String marker, boolean onGpu, int workers) {
        SingleOutputStreamOperator<Long> probes = environment
                .fromSequence(1, workers)
                .setParallelism(1)
                .slotSharingGroup(pinned ? GpuPinning.CPU : "default")
                .rebalance()
                .map(new ProbeFunction(store, marker, onGpu))
                .setParallelism(workers);
        probes.sinkTo(new DiscardingSink<>()).setParallelism(workers);
        return probes;
    }

    private static void refuse(List<ProbeFunction.Found> all) {
        List<String> problems = new ArrayList<>();
        all.stream()
                .collect(Collectors.groupingBy(
                        ProbeFunction.Found::problem,
                        Collectors.mapping(ProbeFunction.Found::worker, Collectors.toSet())))
                .forEach((problem, workers) -> {
                    if (!problem.isEmpty()) {
                        problems.add((workers.size() == 1 ? "worker " : "workers ")
                                + workers.stream().sorted().collect(Collectors.joining(", ")) + ": " + problem);
                    }
                });
        if (!problems.isEmpty()) {
            throw new BadInputException("the cluster cannot run this experiment: " + String.join("; ", problems));
        }
    }

    private static List<String> warnings(List<ProbeFunction.Found> all) {
        return all.stream()
                .filter(found -> found.missingGpus() > 0)
                .map(found -> "worker " + found.worker() + " declares GPUs, of which libtorch does not find "
                        + found.missingGpus() + ": a training there uses the GPUs that it finds, or the CPU"
                        + " (docs/gpu.md)")
                .distinct()
                .sorted()
                .toList();
    }

    private static String innermost(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getMessage().lines().findFirst().orElse("");
    }

    /** Configuration of the job. */
    static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.setString("restart-strategy.type", "disable");
        configuration.setString("jobmanager.scheduler", "Default");
        return configuration;
    }
}
