package org.dcd.pipelines.cli.console;

/** Exit codes of commands; 0 is success. */
public final class ExitCode {
    /** The command failed, or an expectation of the experiment failed. */
    public static final int FAILED = 1;

    /** An argument, a file or the environment is wrong. */
    public static final int WRONG_INPUT = 2;

    /** Ctrl-C; 128 + SIGINT, as shells report it. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
