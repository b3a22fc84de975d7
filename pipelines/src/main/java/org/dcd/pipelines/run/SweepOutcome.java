package org.dcd.pipelines.run;

import java.util.Map;
import java.util.TreeMap;
import org.dcd.pipelines.store.LookupResult;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.io.Folder;

/**
 * A finished run of all points of a sweep.
 *
 * @param plan stages that the run found cached and stages that it had to make
 * @param failures failures of points by the index of the point
 * @param seconds from taking the leases to the records of the points
 */
public record SweepOutcome(SweepPlan plan, Map<Integer, RuntimeException> failures, double seconds) {
    /** Sorts the failures by point. */
    public SweepOutcome {
        failures = new TreeMap<>(failures);
    }

    /** The outcome of a run whose stages were all made by another launcher. */
    public static SweepOutcome of(SweepPlan plan, RunStart start, Store store) {
        return new SweepOutcome(plan, Map.of(), start.seconds(plan.all().toRun(), store));
    }

    /** Number of stages that this run made, including stages of failed points. */
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
