package org.dcd.pipelines.cli.console;

import picocli.CommandLine.Option;

/** Options of every command. */
public final class HelpOptions {
    public static final String VERBOSE = "--verbose";

    @Option(names = VERBOSE, description = "Shows what the libraries log, and stack traces.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    private boolean help;

    public boolean verbose() {
        return verbose;
    }
}
