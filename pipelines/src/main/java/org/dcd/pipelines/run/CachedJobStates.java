package org.dcd.pipelines.run;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dcd.pipelines.store.lease.JobState;

/**
 * Asks clusters for the states of jobs, at most once a second for each job: waiting for many stages asks for each of
 * them.
 */
final class CachedJobStates implements JobState.Source {
    private static final Duration MAX_AGE = Duration.ofSeconds(1);

    private final GraphRunners runners;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    private record Answer(JobState state, long at) {}

    CachedJobStates(GraphRunners runners) {
        this.runners = runners;
    }

    @Override
    public JobState state(String job) {
        Answer before = answers.get(job);
        if (before != null && System.nanoTime() - before.at < MAX_AGE.toNanos()) {
            return before.state;
        }
        JobState state = ask(job);
        answers.put(job, new Answer(state, System.nanoTime()));
        return state;
    }

    private JobState ask(String job) {
        try {
            return runners.at(JobAddress.of(job)).state();
        } catch (IllegalArgumentException foreign) {
            return JobState.UNKNOWN;
        }
    }
}
