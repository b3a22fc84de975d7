package org.dcd.pipelines.cli;

import java.nio.file.FileSystemException;
import org.dcd.pipelines.graph.GraphCancelledException;
import org.dcd.pipelines.graph.StageFailedException;
import org.dcd.pipelines.store.StoreException;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.DamagedFileException;
import org.dcd.schemas.io.Reasons;
import picocli.CommandLine;

/** One clear line for whatever ended a command, and its exit code. */
final class Failure {
    private Failure() {}

    static int report(Throwable thrown, CommandLine command, Session session) {
        if (!(root(thrown) instanceof InterruptedException)) {
            // an interruption has been spoken of when it came
            session.err().println("dcd: " + message(thrown));
        }
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
        return root(thrown) instanceof InterruptedException ? Cli.INTERRUPTED : Cli.FAILED;
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
        if (root instanceof OutOfMemoryError) {
            return "the memory of the Java machine is full (" + root.getMessage()
                    + "); give more with DCD_JAVA_OPTS=-Xmx4g and run again";
        }
        if (root instanceof FileSystemException file) {
            return Reasons.of(file);
        }
        String name = root.getClass().getSimpleName();
        return (root.getMessage() == null ? name : name + ": " + root.getMessage())
                + " (run again with --verbose for the stack trace)";
    }
}
