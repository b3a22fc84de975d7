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
 * Start of a run.
 *
 * @param made stages that another launcher of the run has started, by key, with the reasons; empty for a new run
 * @param source state of the folder of the experiment file in git at that time; empty when it is not in a work tree of
 *     git
 */
public record RunStart(Instant when, Map<String, PlannedStage> made, Optional<SourceCommit> source) {
    /** Copies the stages, in their order. */
    public RunStart {
        made = new LinkedHashMap<>(made);
    }

    /** Whether another launcher started the run. */
    boolean isOfAnotherLauncher() {
        return !made.isEmpty();
    }

    /**
     * Duration of the run. A detached run ended with its last stage, not when a launcher attached.
     *
     * @param stages stages that it has made
     */
    double seconds(Collection<PlannedStage> stages, Store store) {
        if (isOfAnotherLauncher()) {
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

    /** Start of a new run. */
    public static RunStart at(Instant when, Optional<SourceCommit> source) {
        return new RunStart(when, Map.of(), source);
    }
}
