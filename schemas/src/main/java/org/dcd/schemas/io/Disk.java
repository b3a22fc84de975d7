package org.dcd.schemas.io;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Describes file systems in messages. */
public final class Disk {
    /** A file system with less free space counts as full. */
    private static final long FULL_BYTES = 1 << 20;

    private Disk() {}

    /** The file system of a path, which need not exist: {@code /tmp (tmpfs), 0 MB of 64 MB free}. */
    public static String of(Path path) throws IOException {
        FileStore disk = store(path);
        return disk + ", " + (disk.getUsableSpace() >> 20) + " MB of " + (disk.getTotalSpace() >> 20) + " MB free";
    }

    /** Whether a failure means that a file system or a quota is full. */
    static boolean isFull(IOException failure) {
        String text = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        return text != null && (text.contains("No space left on device") || text.contains("Disk quota exceeded"));
    }

    /**
     * Describes the file system that is full.
     *
     * @param written paths that were written, likeliest first; for failures that name no file
     * @return empty when it is unknown
     */
    static String full(IOException failure, List<Path> written) {
        try {
            if (failure instanceof FileSystemException file && file.getFile() != null) {
                return of(Path.of(file.getFile()));
            }
            List<Path> places = new ArrayList<>(written);
            places.add(Path.of(System.getProperty("java.io.tmpdir")));
            places.add(Path.of(System.getProperty("user.home")));
            for (Path place : places) {
                if (store(place).getUsableSpace() < FULL_BYTES) {
                    return of(place);
                }
            }
            return written.isEmpty() ? "" : of(written.get(0));
        } catch (IOException | InvalidPathException unknown) {
            return "";
        }
    }

    private static FileStore store(Path path) throws IOException {
        Path existing = path.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return Files.getFileStore(existing);
    }
}
