package org.dcd.pipelines.cli.progress;

import java.util.Map;
import org.dcd.schemas.stage.ProgressLine;

/**
 * The progress of a stage at one time.
 *
 * @param seconds since it started, or its duration when it is finished
 * @param latest last progress line; null when it writes none
 * @param values last value of each name
 * @param rate units per second over the last 30 s; 0 when unknown
 */
record StageProgress(
        String name, State state, double seconds, ProgressLine latest, Map<String, Double> values, double rate) {
    enum State {
        WAITING,
        RUNNING,
        DONE
    }

    boolean counts() {
        return latest != null && latest.total() > 0;
    }

    double share() {
        return counts() ? Math.min(1, Math.max(0, latest.done() / (double) latest.total())) : 0;
    }

    /** Estimated seconds left at the current rate; NaN when unknown. */
    double secondsLeft() {
        return counts() && rate > 0 ? Math.max(0, latest.total() - latest.done()) / rate : Double.NaN;
    }
}
