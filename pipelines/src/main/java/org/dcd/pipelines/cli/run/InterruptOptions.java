package org.dcd.pipelines.cli.run;

import picocli.CommandLine.Option;

/** What happens to the job on a cluster when its launcher is interrupted. */
final class InterruptOptions {
    /** Reaction to an interruption. */
    enum OnInterrupt {
        DETACH,
        CANCEL
    }

    @Option(
            names = "--on-interrupt",
            paramLabel = "ACTION",
            description =
                    "Effect of Ctrl-C on a run on a cluster: detach lets the job continue, cancel stops it. By default"
                            + " the command asks on a terminal and cancels otherwise.")
    private OnInterrupt onInterrupt;

    /** Null when the option is not given. */
    OnInterrupt onInterrupt() {
        return onInterrupt;
    }
}
