package org.dcd.pipelines.store;

import org.dcd.schemas.Manifest;

/** What a store has under a key. */
public sealed interface LookupResult {
    /** A whole stage. */
    record Present(Manifest manifest) implements LookupResult {}

    /** Nothing. */
    record Missing() implements LookupResult {}

    /**
     * Something that is not a whole stage.
     *
     * @param reason what is wrong with which file
     */
    record Damaged(String reason) implements LookupResult {}
}
