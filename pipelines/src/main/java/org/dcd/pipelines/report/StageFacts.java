package org.dcd.pipelines.report;

import java.util.List;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.stage.ProgressLine;

/**
 * What the report tells of one finished stage.
 *
 * @param progress lines of its {@code progress.jsonl}, empty when it has none
 */
public record StageFacts(Manifest manifest, Reuse reuse, List<ProgressLine> progress) {
    /** Whether this run computed the stage or found it in the store. */
    public enum Reuse {
        RUN,
        CACHED,
        /** The report was not told when the run began. */
        UNKNOWN
    }

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
