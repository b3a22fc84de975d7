package org.dcd.pipelines.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
     * @param path of its folder below the store
     * @param why it is there, in words
     */
    record Leftover(String path, String why, long bytes) {}

    String UNFINISHED = "unfinished work, from which a run would continue";
    String DAMAGED = "a damaged stage that was set aside";
    String REPLACED = "a stage that was made again";
    String CUT_OFF = "left by a deletion that was cut off";

    /** Finished stages in the order of their kinds. */
    List<Stage> stages() throws IOException;

    /** Re-hashes every file of a stage; empty when all is as it was published. */
    Optional<String> damage(Stage stage) throws IOException;

    /** Unfinished work that nobody is at, stages that were set aside, and what a cut-off deletion left. */
    List<Leftover> leftovers() throws IOException;

    /** Deletes a folder of the store so that nobody reads half of it. */
    void delete(String path) throws IOException;
}
