package org.dcd.pipelines.store;

import org.dcd.schemas.Manifest;

/** What a store has under the key of a stage. */
public sealed interface LookupResult {
    /** A complete stage. */
    record Present(Manifest manifest) implements LookupResult {}

    /** No stage. */
    record Missing() implements LookupResult {}

    /**
     * A stage that is not complete.
     *
     * @param reason the file and what is wrong with it
     */
    record Damaged(String reason) implements LookupResult {}
}
