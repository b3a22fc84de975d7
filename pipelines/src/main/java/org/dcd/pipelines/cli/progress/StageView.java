package org.dcd.pipelines.cli.progress;

import java.util.Map;
import org.dcd.schemas.stage.ProgressLine;

/**
 * A stage as seen at one moment.
 *
 * @param seconds since it began, or that it took
 * @param latest its last progress line; null when it writes none
 * @param values last known value of each name
 * @param rate units per second of late; 0 when not known
 */
record StageView(
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

    /** Seconds left at the present rate; NaN when not known. */
    double secondsLeft() {
        return counts() && rate > 0 ? Math.max(0, latest.total() - latest.done()) / rate : Double.NaN;
    }
}
