package org.dcd.pipelines.cli.console;

import picocli.CommandLine.Option;

/** Options of every command: {@code --verbose} and {@code --help}. */
public final class HelpOptions {
    /** Name of the option that turns on library logs and stack traces. */
    public static final String VERBOSE = "--verbose";

    @Option(names = VERBOSE, description = "Show the logs of libraries, and stack traces.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;
}
