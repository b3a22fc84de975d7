package org.dcd.pipelines.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.cli.console.HelpOptions;
import org.dcd.pipelines.run.JobCancelledException;
import org.dcd.pipelines.run.StageFailedException;
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Reasons;
import org.dcd.schemas.stage.DamagedFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Reports the exception that ended a command in one line, and chooses the exit code. */
final class Failure {
    private static final String VERBOSE = " (run again with --verbose for the stack trace)";

    private Failure() {}

    static int report(Throwable thrown, CommandLine command, CommandContext context) {
        return report(thrown, verbose(command.getParseResult()), context);
    }

    static int report(Throwable thrown, boolean verbose, CommandContext context) {
        if (!(root(thrown) instanceof InterruptedException)) {
            // the signal handler has reported the interruption
            context.err().println("dcd: " + message(thrown));
        }
        if (verbose) {
            thrown.printStackTrace(context.err());
        }
        return exitCode(thrown);
    }

    /** Reports an exception that no command caught. */
    static void report(Thread thread, Throwable thrown, boolean verbose, PrintStream err) {
        if (!(root(thrown) instanceof InterruptedException)) {
            err.println("dcd: thread " + thread.getName() + " failed: " + message(thrown));
        }
        if (verbose) {
            thrown.printStackTrace(err);
        }
    }

    private static boolean verbose(ParseResult parsed) {
        return parsed != null
                && (parsed.hasMatchedOption(HelpOptions.VERBOSE)
                        || parsed.hasSubcommand() && verbose(parsed.subcommand()));
    }

    static int exitCode(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadInputException) {
                return ExitCode.WRONG_INPUT;
            }
        }
        return root(thrown) instanceof InterruptedException ? ExitCode.INTERRUPTED : ExitCode.FAILED;
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && !(root instanceof InterruptedException)) {
            root = root.getCause();
        }
        return root;
    }

    /** The message of the outermost exception of this project, otherwise that of the root cause. */
    static String message(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadInputException
                    || cause instanceof StageFailedException
                    || cause instanceof JobCancelledException
                    || cause instanceof StoreException
                    || cause instanceof DamagedFileException) {
                return cause.getMessage();
            }
        }
        Throwable root = root(thrown);
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error error) {
                return Reasons.of(error) + VERBOSE;
            }
        }
        if (root instanceof FileSystemException file) {
            return Reasons.of(file);
        }
        String name = root.getClass().getSimpleName();
        String message = root instanceof IOException io ? Reasons.of(io) : root.getMessage();
        return (message == null ? name : name + ": " + message) + VERBOSE;
    }
}
