package org.dcd.pipelines.graph;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dcd.pipelines.plan.PlannedStage;

/**
 * How a run began.
 *
 * @param made stages that it has made or begun to make so far, by key, with why
 */
public record RunStart(Instant when, Map<String, PlannedStage> made) {
    public RunStart {
        made = new LinkedHashMap<>(made);
    }

    /** A run that begins. */
    public static RunStart at(Instant when) {
        return new RunStart(when, Map.of());
    }
}
