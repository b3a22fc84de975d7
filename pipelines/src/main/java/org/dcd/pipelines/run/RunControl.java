package org.dcd.pipelines.run;

import java.util.Optional;
import org.dcd.pipelines.store.JobState;

/** Told what a run is at, so that others can find it, and tells whether to leave its job to itself. */
public interface RunControl {
    /** Nobody watches, and clusters cannot be asked. */
    RunControl NONE = new RunControl() {
        @Override
        public JobState.Source jobs() {
            return JobState.Source.NONE;
        }

        @Override
        public void waiting(String launcher) {
            // nobody to tell
        }

        @Override
        public void working(String launcher, Optional<JobAddress> job) {
            // nobody to tell
        }

        @Override
        public void detached() {
            // nobody to tell
        }

        @Override
        public boolean isDetachRequested() {
            return false;
        }
    };

    /** Tells whether jobs of other launchers are at work. */
    JobState.Source jobs();

    /** @param launcher what the store knows the run by, which makes nothing now */
    void waiting(String launcher);

    /**
     * A graph of the run was started.
     *
     * @param job empty when it ends with this process
     */
    void working(String launcher, Optional<JobAddress> job);

    /** The run leaves its job to itself: what was told of it stays true. */
    void detached();

    /** Whether the run is to leave a job to itself now, rather than wait for it or cancel it. */
    boolean isDetachRequested();
}
