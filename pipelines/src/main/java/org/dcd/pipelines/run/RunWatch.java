package org.dcd.pipelines.run;

import java.util.Optional;
import org.dcd.pipelines.store.Jobs;

/** Told what a run is at, so that others can find it, and tells whether to leave its job to itself. */
public interface RunWatch {
    /** Nobody watches, and clusters cannot be asked. */
    RunWatch NONE = new RunWatch() {
        @Override
        public Jobs jobs() {
            return Jobs.UNKNOWN;
        }

        @Override
        public void waits(String launcher) {
            // nobody to tell
        }

        @Override
        public void works(String launcher, Optional<JobAddress> job) {
            // nobody to tell
        }

        @Override
        public void leaves() {
            // nobody to tell
        }

        @Override
        public boolean isToLeave() {
            return false;
        }
    };

    /** Tells whether jobs of other launchers are at work. */
    Jobs jobs();

    /** @param launcher what the store knows the run by, which makes nothing now */
    void waits(String launcher);

    /**
     * A graph of the run was started.
     *
     * @param job empty when it ends with this process
     */
    void works(String launcher, Optional<JobAddress> job);

    /** The run leaves its job to itself: what was told of it stays true. */
    void leaves();

    /** Whether the run is to leave a job to itself now, rather than wait for it or cancel it. */
    boolean isToLeave();
}
