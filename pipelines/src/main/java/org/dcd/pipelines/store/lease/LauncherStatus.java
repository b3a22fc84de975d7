package org.dcd.pipelines.store.lease;

import java.util.Optional;

/**
 * What a store knows about a launcher.
 *
 * @param job address of the job of a cluster that makes the launcher's stages; empty when they are made in its own
 *     process
 */
public record LauncherStatus(State state, Optional<String> job) {
    /** State of the process of a launcher. */
    public enum State {
        /** The launcher runs. */
        ALIVE,
        /** The launcher has detached from its job and exited. */
        DETACHED,
        /** The launcher ended without detaching, or has never existed. */
        ENDED
    }
}
