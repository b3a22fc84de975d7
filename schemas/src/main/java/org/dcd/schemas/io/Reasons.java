package org.dcd.schemas.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;

/** Messages for exceptions of Java itself, whose own message is often a path and nothing else. */
public final class Reasons {
    private Reasons() {}

    /** The reason of a failed file operation, such as {@code /data/a.npy does not exist}. */
    public static String of(IOException failure) {
        return of(failure, List.of());
    }

    /**
     * The reason of a failed file operation. When no space is left, it names the full file system.
     *
     * @param written paths that were written, likeliest first; for failures that name no file
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
     * An error of the Java virtual machine in one line, with the remedy where one is known; otherwise its name and
     * message.
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
            return "the stack of a Java thread is full; set DCD_JAVA_OPTS=-Xss16m and run again";
        }
        if (root instanceof UnsatisfiedLinkError) {
            return "a native library cannot be loaded (" + text
                    + "); if its folder is mounted noexec, set DJL_CACHE_DIR"
                    + " to another folder, otherwise check that this system has the libraries that it depends on";
        }
        if (root instanceof LinkageError || root instanceof ClassNotFoundException) {
            return "a class is missing or incompatible (" + root.getClass().getSimpleName() + ": " + text
                    + "); if DCD was rebuilt meanwhile, run again, otherwise rebuild it: delete runners/target and run"
                    + " again";
        }
        return root.getClass().getSimpleName() + (text.isEmpty() ? "" : ": " + text);
    }

    private static String outOfMemory(String text) {
        if (text.contains("native thread")) {
            return "no more threads can be started (" + text + "); raise the limit of processes (ulimit -u, or the"
                    + " container's) and run again";
        }
        if (text.contains("Metaspace") || text.contains("Direct buffer memory") || text.contains("direct memory")) {
            return "memory of the Java virtual machine is full (" + text + "); raise that limit with DCD_JAVA_OPTS and"
                    + " run again";
        }
        return "the heap of the Java virtual machine is full (" + text + "); raise it with DCD_JAVA_OPTS=-Xmx4g and"
                + " run again";
    }
}
