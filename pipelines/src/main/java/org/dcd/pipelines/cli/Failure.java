package org.dcd.pipelines.cli;

import org.dcd.pipelines.graph.StageFailedException;
import org.dcd.pipelines.store.StoreException;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.DamagedFileException;
import picocli.CommandLine;

/** One clear line for whatever ended a command, and its exit code. */
final class Failure {
    private Failure() {}

    static int report(Throwable thrown, CommandLine command, Session session) {
        session.err().println("dcd: " + message(thrown));
        if (CommonOptions.verbose(command.getParseResult())) {
            thrown.printStackTrace(session.err());
        }
        return exitCode(thrown);
    }

    static int exitCode(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadInputException) {
                return Cli.WRONG_INPUT;
            }
        }
        return Cli.FAILED;
    }

    /** The outermost message that was written for a person, otherwise that of the root cause. */
    static String message(Throwable thrown) {
        Throwable root = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadInputException
                    || cause instanceof StageFailedException
                    || cause instanceof StoreException
                    || cause instanceof DamagedFileException) {
                return cause.getMessage();
            }
            root = cause;
        }
        if (root instanceof InterruptedException) {
            return "interrupted; finished stages are kept: run the same command again to continue";
        }
        String name = root.getClass().getSimpleName();
        return (root.getMessage() == null ? name : name + ": " + root.getMessage())
                + " (run again with --verbose for the stack trace)";
    }
}
