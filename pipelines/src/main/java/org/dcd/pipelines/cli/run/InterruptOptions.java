package org.dcd.pipelines.cli.run;

import picocli.CommandLine.Option;

/** What becomes of a job of a cluster when its launcher is interrupted. */
final class InterruptOptions {
    /** What an interruption means. */
    enum OnInterrupt {
        DETACH,
        CANCEL
    }

    @Option(
            names = "--on-interrupt",
            paramLabel = "WHAT",
            description =
                    "What Ctrl-C does to a run on a cluster: detach, so that it goes on by itself, or cancel. Asks at"
                            + " a terminal by default, and cancels without one.")
    private OnInterrupt onInterrupt;

    /** Null when nothing is given. */
    OnInterrupt onInterrupt() {
        return onInterrupt;
    }
}
