package org.dcd.schemas.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;

/** Failures of files in words: the messages of Java's own exceptions are often a path and nothing else. */
public final class Reasons {
    private Reasons() {}

    public static String of(IOException failure) {
        return of(failure, List.of());
    }

    /**
     * As above; when no space is left, with the disk that is full.
     *
     * @param written where the failure may have been, likeliest first
     */
    public static String of(IOException failure, List<Path> written) {
        String disk = Disk.isFull(failure) ? Disk.full(failure, written) : "";
        return ofFile(failure) + (disk.isEmpty() ? "" : " (" + disk + ")");
    }

    private static String ofFile(IOException failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist";
        }
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (failure instanceof NotDirectoryException file) {
            return file.getFile() + " is not a folder";
        }
        if (failure instanceof FileSystemException other && other.getReason() == null) {
            return other.getFile() + " (" + other.getClass().getSimpleName() + ")";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /**
     * An error of the Java machine in one line, with what to do about it. Errors that tell nothing of what to do give
     * their name and message.
     */
    public static String of(Error error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = root.getMessage() == null ? "" : root.getMessage().strip().replaceAll("\\s*\\R\\s*", " ");
        if (root instanceof OutOfMemoryError) {
            return outOfMemory(text);
        }
        if (root instanceof StackOverflowError) {
            return "the stack of a Java thread is full; give more with DCD_JAVA_OPTS=-Xss16m and run again";
        }
        if (root instanceof UnsatisfiedLinkError) {
            return "a native library cannot be loaded (" + text
                    + "); if its folder is mounted noexec, set DJL_CACHE_DIR"
                    + " to a folder that is not, else see whether this system has the libraries that it needs";
        }
        if (root instanceof LinkageError || root instanceof ClassNotFoundException) {
            return "a class is missing or does not fit (" + root.getClass().getSimpleName() + ": " + text
                    + "); if DCD was built again meanwhile, run again, else build anew: delete runners/target and run"
                    + " again";
        }
        return root.getClass().getSimpleName() + (text.isEmpty() ? "" : ": " + text);
    }

    private static String outOfMemory(String text) {
        if (text.contains("native thread")) {
            return "no further thread can be started (" + text + "); raise the limit of processes (ulimit -u, or the"
                    + " container's) and run again";
        }
        if (text.contains("Metaspace") || text.contains("Direct buffer memory") || text.contains("direct memory")) {
            return "memory of the Java machine is full (" + text + "); raise that limit with DCD_JAVA_OPTS and run"
                    + " again";
        }
        return "the memory of the Java machine is full (" + text + "); give more with DCD_JAVA_OPTS=-Xmx4g and run"
                + " again";
    }
}
