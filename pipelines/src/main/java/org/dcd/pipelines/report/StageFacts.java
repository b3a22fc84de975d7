package org.dcd.pipelines.report;

import java.util.List;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.stage.ProgressLine;

/**
 * One finished stage in a report.
 *
 * @param manifest of the stage
 * @param reuse whether this run computed it
 * @param progress lines of its {@code progress.jsonl}; empty when it has none
 */
public record StageFacts(Manifest manifest, Reuse reuse, List<ProgressLine> progress) {
    /** Whether this run computed the stage or found it in the store. */
    public enum Reuse {
        /** Computed by this run. */
        RUN,
        /** Found in the store. */
        CACHED,
        /** The start time of the run is unknown. */
        UNKNOWN
    }

    /** Copies the progress lines. */
    public StageFacts {
        progress = List.copyOf(progress);
    }

    String name() {
        return manifest.getName();
    }

    String kind() {
        return manifest.getKind();
    }
}
