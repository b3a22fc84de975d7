package org.dcd.pipelines.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.GraphRunners;
import org.dcd.pipelines.run.JobAddress;
import org.dcd.pipelines.run.JobCancelledException;
import org.dcd.pipelines.run.JobLostException;
import org.dcd.pipelines.run.RunningJob;
import org.dcd.pipelines.store.files.StoreFileSystems;
import org.dcd.pipelines.store.lease.JobState;

/**
 * A cluster whose jobs the test controls. A job runs when the test calls {@link #work}, or when a launcher waits for
 * it; it needs no launcher.
 */
final class FakeCluster implements GraphRunners, GraphRunner {
    static final String MASTER = "http://cluster:8081";

    private final List<Job> jobs = new ArrayList<>();
    /** Released once per request for the state of a job. */
    final Semaphore asked = new Semaphore(0);
    /** Number of next jobs that the cluster loses before they run. */
    int forgetful;
    /** Maximum number of stages in a job. */
    int maxStages = 300;

    /** Submitted jobs, in order. */
    List<Job> submitted() {
        return jobs;
    }

    /** Runs the last job. */
    void work() {
        last().work();
    }

    Job last() {
        return jobs.get(jobs.size() - 1);
    }

    @Override
    public List<String> names() {
        return List.of("direct", "flink-cluster");
    }

    @Override
    public GraphRunner of(RunnerProfile profile) {
        return this;
    }

    @Override
    public RunningJob at(JobAddress address) {
        return jobs.stream()
                .filter(job -> job.address.equals(address))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + address));
    }

    @Override
    public String name() {
        return "flink-cluster";
    }

    @Override
    public int maxStages() {
        return maxStages;
    }

    @Override
    public RunningJob start(Consumer<Pipeline> build) {
        PipelineOptions options = PipelineOptionsFactory.create();
        options.setRunner(DirectRunner.class);
        StoreFileSystems.configure(options);
        Pipeline pipeline = Pipeline.create(options);
        build.accept(pipeline);
        Job job = new Job(pipeline, new JobAddress(MASTER, String.format(Locale.ROOT, "%032x", jobs.size() + 1)));
        if (forgetful > 0) {
            forgetful--;
            job.end = End.FORGOTTEN;
        }
        jobs.add(job);
        return job;
    }

    enum End {
        FINISHED,
        FAILED,
        CANCELLED,
        FORGOTTEN
    }

    /** A job. */
    final class Job implements RunningJob {
        private final Pipeline pipeline;
        private final JobAddress address;
        volatile End end;
        private volatile RuntimeException failure;

        private Job(Pipeline pipeline, JobAddress address) {
            this.pipeline = pipeline;
            this.address = address;
        }

        private synchronized void work() {
            if (end != null) {
                return;
            }
            try {
                pipeline.run().waitUntilFinish();
                end = End.FINISHED;
            } catch (PipelineExecutionException e) {
                failure = e;
                end = End.FAILED;
            }
        }

        @Override
        public Optional<JobAddress> address() {
            return Optional.of(address);
        }

        @Override
        public JobState state() {
            asked.release();
            return end == null ? JobState.RUNNING : end == End.FORGOTTEN ? JobState.NOT_FOUND : JobState.ENDED;
        }

        @Override
        public void await() throws JobLostException {
            work();
            switch (end) {
                case FINISHED -> {}
                case FAILED -> throw failure;
                case CANCELLED -> throw new JobCancelledException(address);
                case FORGOTTEN -> throw JobLostException.notFound(address);
            }
        }

        @Override
        public void cancel() {
            end = End.CANCELLED;
        }
    }
}
