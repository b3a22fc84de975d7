package org.dcd.pipelines.store;

import java.util.Locale;
import java.util.Optional;

/**
 * What the heartbeat of a launcher says of the job that makes its stages on a cluster. It stands in a line of fixed
 * length, which is written in place.
 *
 * @param state of the launcher
 * @param job that goes on without it; empty when all that it makes ends with it
 */
public record LauncherStatus(State state, Optional<String> job) {
    /** Whether a launcher attends to its run. */
    public enum State {
        ALIVE,
        /** It let the job go on by itself. */
        DETACHED,
        /** It ended without a word, or never was. */
        ENDED
    }

    static final int MOST_CHARACTERS = 400;

    private static final String ATTENDED = "job ";
    private static final String LEFT = "left";

    /** @param job empty for none */
    static String line(String job, boolean left) {
        if (job.length() > MOST_CHARACTERS || job.contains("\n")) {
            throw new IllegalArgumentException("the address of a job must be one line of at most " + MOST_CHARACTERS
                    + " characters, was '" + job + "'");
        }
        return String.format(Locale.ROOT, "%-4s %-" + MOST_CHARACTERS + "s\n", left ? LEFT : ATTENDED.strip(), job);
    }

    /** The job that a heartbeat names. */
    static Optional<String> job(String heartbeat) {
        return heartbeat
                .lines()
                .filter(line -> line.startsWith(ATTENDED) || line.startsWith(LEFT + " "))
                .findFirst()
                .map(line -> line.substring(LEFT.length()).strip())
                .filter(job -> !job.isEmpty());
    }

    /** Whether a heartbeat says that its launcher let the job go on by itself. */
    static boolean hasLeft(String heartbeat) {
        return heartbeat.lines().anyMatch(line -> line.startsWith(LEFT + " "));
    }
}
