package org.dcd.pipelines.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.stage.StageId;

/** All that lies in a store, for those who tidy it. */
public interface StoreContents {
    /**
     * A finished stage.
     *
     * @param path of its folder below the store
     * @param manifest empty when it cannot be read
     */
    record Stage(StageId id, String path, Optional<Manifest> manifest, long bytes) {}

    /**
     * What is no finished stage.
     *
     * @param path of its folder or file below the store
     * @param why it is there, in words
     */
    record Orphan(String path, String why, long bytes) {}

    String UNFINISHED = "unfinished work, from which a run would continue";
    String DAMAGED = "a damaged stage that was set aside";
    String REPLACED = "a stage that was made again";
    String CUT_OFF_RUN = "left by a run that was cut off";
    String FOREIGN = "not a stage: its folder is not named by a kind and a key";
    String CUT_OFF = "left by a deletion that was cut off";

    /** Finished stages by kind and key. */
    List<Stage> stages() throws IOException;

    /** Re-hashes every file of a stage; empty when all is as it was published. */
    Optional<String> damage(Stage stage) throws IOException;

    /**
     * Waits until it is known of all runs whether they are active: for runs of other machines, until their heartbeat
     * changes or has not changed for a minute.
     *
     * @param waits called with the number of runs, once, when there are any to wait for
     */
    void awaitHeartbeats(IntConsumer waits) throws IOException, InterruptedException;

    /** Keys of all stages that active runs need. */
    Set<String> inUse() throws IOException;

    /** Unfinished work that nobody is at, stages that were set aside, and what cut-off runs and deletions left. */
    List<Orphan> orphans() throws IOException;

    /**
     * Deletes a folder or file of the store so that nobody reads half of it. Of the unfinished work on a stage all
     * goes. Takes the lease of the stage, and leaves a stage that an active run needs.
     *
     * @return false when a run uses it
     */
    boolean delete(String path) throws IOException;
}
