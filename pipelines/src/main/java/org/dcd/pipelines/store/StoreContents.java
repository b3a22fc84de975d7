package org.dcd.pipelines.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.stage.StageId;

/** All contents of a store, for listing, verification and garbage collection. */
public interface StoreContents {
    /**
     * A finished stage.
     *
     * @param path path of its folder below the store
     * @param manifest manifest; empty when it cannot be read
     * @param bytes size of all files
     */
    record Stage(StageId id, String path, Optional<Manifest> manifest, long bytes) {}

    /**
     * A folder or file that is not a finished stage and that no active run uses.
     *
     * @param path path below the store
     * @param why where it comes from, as a phrase for users
     * @param bytes size of all files; 0 for single files of remote stores
     */
    record Orphan(String path, String why, long bytes) {}

    /** Origin of work folders without a holder. */
    String UNFINISHED = "unfinished work, from which a run would continue";
    /** Origin of folders in {@code damaged/}. */
    String DAMAGED = "a damaged stage that was set aside";
    /** Origin of folders in {@code replaced/}. */
    String REPLACED = "a stage that was made again";
    /** Origin of leases, heartbeats and temporary files of crashed runs. */
    String CRASHED_RUN = "left by a run that crashed";
    /** Origin of folders in {@code stages/} that are not stages. */
    String FOREIGN = "not a stage: its folder is not named by a kind and a key";
    /** Origin of temporary folders of deletions. */
    String INTERRUPTED_DELETION = "left by an interrupted deletion";

    /** Finished stages by kind and key. */
    List<Stage> stages() throws IOException;

    /** Compares the hash of every file of a stage; returns what is damaged, or empty. */
    Optional<String> damage(Stage stage) throws IOException;

    /**
     * Waits until it is known of all runs whether they are active: for runs of other machines, until their heartbeat
     * changes or has not changed for a minute.
     *
     * @param waiting called once with the number of runs, unless there are none to wait for
     */
    void awaitHeartbeats(IntConsumer waiting) throws IOException, InterruptedException;

    /** Keys of all stages that active runs need. */
    Set<String> inUse() throws IOException;

    /** Work folders without a holder, stages that were set aside, and files that crashed runs and deletions left. */
    List<Orphan> orphans() throws IOException;

    /**
     * Deletes a folder or file of the store atomically for readers. For a work folder, deletes all work folders of its
     * stage. Takes the lease of the stage, and keeps stages that an active run needs.
     *
     * @param path path below the store
     * @return false when an active run uses it
     */
    boolean delete(String path) throws IOException;
}
