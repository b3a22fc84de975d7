package org.dcd.pipelines.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.stage.StageKind;

/** All that lies in a store, for those who tidy it. */
public interface StoreContents {
    /**
     * A finished stage.
     *
     * @param path of its folder below the store
     * @param manifest empty when it cannot be read
     */
    record Stage(StageKind kind, String key, String path, Optional<Manifest> manifest, long bytes) {}

    /**
     * What is no finished stage.
     *
     * @param path of its folder or file below the store
     * @param why it is there, in words
     */
    record Leftover(String path, String why, long bytes) {}

    String UNFINISHED = "unfinished work, from which a run would continue";
    String DAMAGED = "a damaged stage that was set aside";
    String REPLACED = "a stage that was made again";
    String CUT_OFF_RUN = "left by a run that was cut off";
    String CUT_OFF = "left by a deletion that was cut off";

    /** Finished stages in the order of their kinds. */
    List<Stage> stages() throws IOException;

    /** Re-hashes every file of a stage; empty when all is as it was published. */
    Optional<String> damage(Stage stage) throws IOException;

    /** Keys of all stages that runs need which are at work now. */
    Set<String> inUse() throws IOException;

    /** Unfinished work that nobody is at, stages that were set aside, and what cut-off runs and deletions left. */
    List<Leftover> leftovers() throws IOException;

    /**
     * Deletes a folder or file of the store so that nobody reads half of it. Of the unfinished work on a stage all
     * goes, unless a run is at it.
     *
     * @return whether it is gone
     */
    boolean delete(String path) throws IOException;
}
