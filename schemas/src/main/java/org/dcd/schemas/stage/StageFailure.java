package org.dcd.schemas.stage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;

/**
 * A stage that failed. Failures pass through the graph as values, so that a failure removes the stages that depend on
 * it and nothing else.
 *
 * @param error the error with its causes; serialisable, see {@link #portable}
 */
public record StageFailure(StageTask<?> task, Throwable error) implements StageOutcome {
    public StageFailure {
        error = portable(error);
    }

    /**
     * Rethrows an error that an interrupt or a cancellation caused, which is not a failure of the stage.
     *
     * @throws Exception the error itself
     */
    public static void rethrowInterruption(Throwable error) throws Exception {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            boolean interrupted = cause instanceof InterruptedException
                    || cause instanceof ClosedByInterruptException
                    || cause instanceof CancellationException
                    || (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException));
            if (interrupted) {
                throw error instanceof Exception e
                        ? e
                        : (InterruptedException) new InterruptedException("interrupted").initCause(error);
            }
        }
    }

    /**
     * The error itself if it can be sent to another process, otherwise a {@link RemoteError} with its class name,
     * message, stack trace and causes.
     */
    public static Throwable portable(Throwable error) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(error);
            }
            ClassLoader loader = error.getClass().getClassLoader();
            try (ObjectInputStream in = new LoaderInput(new ByteArrayInputStream(bytes.toByteArray()), loader)) {
                in.readObject();
            }
            return error;
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
            return RemoteError.of(error, 0);
        }
    }

    /** Resolves classes with the loader of the error's class. */
    private static final class LoaderInput extends ObjectInputStream {
        private final ClassLoader loader;

        LoaderInput(ByteArrayInputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(java.io.ObjectStreamClass type) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(type.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(type);
            }
        }
    }

    /** Represents an error that cannot be serialised, with the same text. */
    public static final class RemoteError extends RuntimeException {
        private static final int MOST_CAUSES = 50;

        private final String type;

        private RemoteError(Throwable error, Throwable cause) {
            super(error.getMessage(), cause);
            this.type = error.getClass().getName();
            setStackTrace(error.getStackTrace());
        }

        private static RemoteError of(Throwable error, int depth) {
            Throwable cause = error.getCause();
            return new RemoteError(error, cause == null || depth == MOST_CAUSES ? null : of(cause, depth + 1));
        }

        /** Name of the class of the error. */
        public String type() {
            return type;
        }

        @Override
        public String toString() {
            return getMessage() == null ? type : type + ": " + getMessage();
        }
    }
}
