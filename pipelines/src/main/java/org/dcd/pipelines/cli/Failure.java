package org.dcd.pipelines.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import org.dcd.pipelines.cli.console.CommonOptions;
import org.dcd.pipelines.cli.console.ExitCode;
import org.dcd.pipelines.cli.console.Session;
import org.dcd.pipelines.run.GraphCancelledException;
import org.dcd.pipelines.run.StageFailedException;
import org.dcd.pipelines.store.StoreException;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Reasons;
import org.dcd.schemas.stage.DamagedFileException;
import picocli.CommandLine;

/** One clear line for whatever ended a command, and its exit code. */
final class Failure {
    private static final String VERBOSE = " (run again with --verbose for the stack trace)";

    private Failure() {}

    static int report(Throwable thrown, CommandLine command, Session session) {
        return report(thrown, CommonOptions.verbose(command.getParseResult()), session);
    }

    static int report(Throwable thrown, boolean verbose, Session session) {
        if (!(root(thrown) instanceof InterruptedException)) {
            // an interruption has been spoken of when it came
            session.err().println("dcd: " + message(thrown));
        }
        if (verbose) {
            thrown.printStackTrace(session.err());
        }
        return exitCode(thrown);
    }

    /** One line for what ended a thread outside of any command. */
    static void report(Thread thread, Throwable thrown, boolean verbose, PrintStream err) {
        if (!(root(thrown) instanceof InterruptedException)) {
            err.println("dcd: thread " + thread.getName() + " ended: " + message(thrown));
        }
        if (verbose) {
            thrown.printStackTrace(err);
        }
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

    /** The outermost message that was written for a person, otherwise that of the root cause. */
    static String message(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadInputException
                    || cause instanceof StageFailedException
                    || cause instanceof GraphCancelledException
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
