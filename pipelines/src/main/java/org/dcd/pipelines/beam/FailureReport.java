package org.dcd.pipelines.beam;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;
import org.dcd.schemas.stage.StageException;
import org.dcd.schemas.stage.StageFailure;

/**
 * Report of a failed stage, a file in its work folder. The graph continues with stages that do not depend on the failed
 * one. Launchers and attached clients read the file, also on other machines. The next attempt removes it.
 *
 * @param stage name of the stage within the experiment
 * @param key key of the stage
 * @param message message for the user, without the name of the stage
 * @param badInput whether input of the user is the cause
 * @param cause class name of the exception
 * @param stackTrace stack trace of the exception with its causes
 */
public record FailureReport(
        String stage, String key, String message, boolean badInput, String cause, String stackTrace) {
    /** Name of the file. */
    public static final String FILE = "failure.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The report of an exception.
     *
     * @param stage name of the stage
     * @param key key of the stage
     * @param work location of the work folder, for errors of files without a path; empty when unknown
     * @param error the exception of the stage
     */
    public static FailureReport of(String stage, String key, String work, Throwable error) {
        Throwable reason = informative(error);
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace, true));
        return new FailureReport(
                stage,
                key,
                message(reason, work),
                reason instanceof BadInputException,
                reason.getClass().getName(),
                trace.toString());
    }

    /**
     * Writes the report of a failure.
     *
     * @throws StageException when the store failed or the report cannot be written, which ends the graph
     */
    static void write(StageFailure failure) throws Exception {
        StageException.naming(failure.task(), () -> {
            if (isOfStore(failure.error())) {
                throw thrown(failure.error());
            }
            Folder work = failure.task().work();
            FailureReport report = of(failure.task().name(), failure.task().key(), work.location(), failure.error());
            try {
                work.write(FILE, out -> out.write(JSON.writeValueAsBytes(report)));
            } catch (IOException e) {
                failure.error().addSuppressed(e);
                throw thrown(failure.error());
            }
            return report;
        });
    }

    /** Whether the store failed, which ends the whole graph. */
    public static boolean isOfStore(Throwable error) {
        return informative(error) instanceof StoreException;
    }

    private static Exception thrown(Throwable error) {
        if (error instanceof Error e) {
            throw e;
        }
        return error instanceof Exception e ? e : new IllegalStateException(error);
    }

    /**
     * The report in a work folder; empty when the last attempt did not fail.
     *
     * @throws IOException when the report cannot be read
     */
    public static Optional<FailureReport> read(Folder work) throws IOException {
        if (!work.exists(FILE)) {
            return Optional.empty();
        }
        try (InputStream in = work.open(FILE)) {
            return Optional.of(JSON.readValue(in.readAllBytes(), FailureReport.class));
        }
    }

    /**
     * Removes the report of an earlier attempt, if any.
     *
     * @throws IOException when it cannot be deleted
     */
    public static void remove(Folder work) throws IOException {
        if (work.exists(FILE)) {
            work.delete(FILE);
        }
    }

    /**
     * The most informative exception of a chain: an error of the Java machine, otherwise the outermost exception of
     * this project, otherwise the innermost, because libraries wrap exceptions without adding information.
     */
    private static Throwable informative(Throwable thrown) {
        Throwable innermost = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error) {
                return cause;
            }
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (isOurs(cause) && cause.getMessage() != null) {
                return cause;
            }
            innermost = cause;
        }
        return innermost;
    }

    /** Whether code of this project threw it, whose messages are complete. */
    private static boolean isOurs(Throwable thrown) {
        return thrown.getClass().getName().startsWith("org.dcd.")
                || thrown.getClass() == IllegalStateException.class
                || thrown.getClass() == IllegalArgumentException.class
                || thrown.getClass() == ArithmeticException.class;
    }

    private static String message(Throwable reason, String work) {
        if (reason instanceof IOException io) {
            String text = Reasons.of(io, work.isEmpty() || Store.isRemote(work) ? List.of() : List.of(Path.of(work)));
            String where = work.isEmpty() || text.contains(work) ? "" : " in " + work;
            return text + (text.startsWith("/") ? "" : where)
                    + "; free disk space or fix the permissions, then run again";
        }
        if (reason instanceof Error error) {
            return Reasons.of(error);
        }
        String name = reason.getClass().getSimpleName();
        if (reason.getMessage() == null) {
            return name;
        }
        return isOurs(reason) ? reason.getMessage() : name + ": " + reason.getMessage();
    }
}
