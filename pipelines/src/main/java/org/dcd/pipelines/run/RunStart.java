package org.dcd.pipelines.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.pipelines.store.LookupResult;
import org.dcd.pipelines.store.Manifests;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.schemas.Manifest;

/**
 * How a run began.
 *
 * @param made stages that it has made or begun to make so far, by key, with why
 * @param source state of the experiment's folder in git then; empty where that is no work tree of git
 */
public record RunStart(Instant when, Map<String, PlannedStage> made, Optional<SourceCommit> source) {
    public RunStart {
        made = new LinkedHashMap<>(made);
    }

    /** Whether another launcher began it. */
    boolean isAnothers() {
        return !made.isEmpty();
    }

    /**
     * How long the run took so far. One that went on by itself ended with its last stage, not when somebody came to
     * see.
     *
     * @param stages that it has made
     */
    double seconds(Collection<PlannedStage> stages, Store store) {
        if (isAnothers()) {
            List<Instant> ends = stages.stream()
                    .map(PlannedStage::node)
                    .map(node -> store.find(node.id()))
                    .filter(LookupResult.Present.class::isInstance)
                    .map(lookup -> end(((LookupResult.Present) lookup).manifest()))
                    .sorted()
                    .toList();
            if (ends.size() == stages.size()) {
                Duration took = Duration.between(when, ends.get(ends.size() - 1));
                return Math.max(0, took.toMillis() / 1000.0);
            }
        }
        return ExperimentRunner.secondsSince(when);
    }

    private static Instant end(Manifest manifest) {
        return Instant.parse(manifest.getStarted()).plusMillis(Math.round(1000 * Manifests.elapsed(manifest)));
    }

    /** A run that begins. */
    public static RunStart at(Instant when, Optional<SourceCommit> source) {
        return new RunStart(when, Map.of(), source);
    }
}
