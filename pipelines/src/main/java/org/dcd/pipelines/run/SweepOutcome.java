package org.dcd.pipelines.run;

import java.util.Map;
import java.util.TreeMap;
import org.dcd.pipelines.store.LookupResult;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.io.Folder;

/**
 * A run of all points of a sweep that came to its end.
 *
 * @param plan with what the run found cached and what it had to make
 * @param failures of the points that failed, by their place
 * @param seconds from taking the locks to the records of the points
 */
public record SweepOutcome(SweepPlan plan, Map<Integer, RuntimeException> failures, double seconds) {
    public SweepOutcome {
        failures = new TreeMap<>(failures);
    }

    /** Of a run whose stages another launcher has made, all of them. */
    public static SweepOutcome of(SweepPlan plan, RunStart start, Store store) {
        return new SweepOutcome(plan, Map.of(), start.seconds(plan.all().toRun(), store));
    }

    /** Number of stages that this run made; of failed points some. */
    public int made(Store store) {
        return (int) plan.all().toRun().stream()
                .filter(stage -> store.find(stage.node().id()) instanceof LookupResult.Present)
                .count();
    }

    /** Folder of the report of a finished point. */
    public Folder report(int point, Store store) {
        return ExperimentRunner.report(plan.plans().get(point), store);
    }
}
