package org.dcd.pipelines.store.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.util.MimeTypes;
import org.dcd.schemas.io.Folder;

/**
 * A folder on any of Beam's file systems, such as {@code s3://bucket/path}. A file is written under a temporary name
 * and renamed when it is complete. Exceptions of the file system's client are rethrown as {@link IOException}.
 *
 * @param location URI without a slash at its end
 */
public record BeamFolder(String location) implements Folder {
    /** Suffix of the names of files that are being written. */
    public static final String TEMPORARY_SUFFIX = ".tmp";

    private static final int ATTEMPTS = 100;

    /** A folder in this folder. */
    public BeamFolder in(String name) {
        return new BeamFolder(location + "/" + name);
    }

    private String spec(String name) {
        if (!isPlainName(name)) {
            throw new IllegalArgumentException("'" + name + "' is not a plain file name");
        }
        return location + "/" + name;
    }

    /** Whether a text is the name of a file, without folders. */
    public static boolean isPlainName(String name) {
        return !name.isEmpty()
                && !name.contains("/")
                && !name.contains("\\")
                && name.indexOf('\0') < 0
                && !name.equals(".")
                && !name.equals("..");
    }

    private ResourceId resource(String name) {
        return FileSystems.matchNewResource(spec(name), false);
    }

    @Override
    public boolean exists(String name) {
        try {
            return find(name).isPresent();
        } catch (IOException e) {
            throw new StoreException(spec(name) + " could not be found: " + e.getMessage(), e);
        }
    }

    private Optional<MatchResult.Metadata> find(String name) throws IOException {
        return guarded(() -> {
            try {
                return Optional.of(FileSystems.matchSingleFileSpec(spec(name)));
            } catch (FileNotFoundException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public long size(String name) throws IOException {
        return find(name)
                .orElseThrow(() -> new FileNotFoundException(spec(name) + " does not exist"))
                .sizeBytes();
    }

    @Override
    public List<String> list() throws IOException {
        return List.copyOf(sizes().keySet());
    }

    /** Sizes of all files in bytes, by name, without files that are being written. */
    public Map<String, Long> sizes() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        matches("*").forEach((path, bytes) -> {
            if (!isTemporary(path)) {
                sizes.put(path, bytes);
            }
        });
        return sizes;
    }

    /** Whether a name is the name of a file that is being written. */
    public static boolean isTemporary(String name) {
        return name.startsWith(".") && name.endsWith(TEMPORARY_SUFFIX);
    }

    /**
     * Sizes in bytes of all files that match a pattern, by path below this folder.
     *
     * @param pattern names with {@code *}, separated by {@code /}
     */
    public Map<String, Long> matches(String pattern) throws IOException {
        return guarded(() -> {
            Map<String, Long> files = new TreeMap<>();
            String base = path(FileSystems.matchNewResource(location, true).toString());
            for (MatchResult.Metadata file : match(location + "/" + pattern)) {
                if (!file.resourceId().isDirectory()) {
                    files.put(below(base, file.resourceId().toString()), file.sizeBytes());
                }
            }
            return files;
        });
    }

    /**
     * Lists files. Beam's S3 file system lists files and then requests each of them. It reports NOT_FOUND when a file
     * was deleted in between, and an empty list when there are no files. Other file systems report NOT_FOUND when there
     * are no files.
     */
    private static List<MatchResult.Metadata> match(String spec) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            MatchResult match = FileSystems.match(List.of(spec)).get(0);
            if (match.status() != MatchResult.Status.NOT_FOUND) {
                return match.metadata();
            }
            if (!spec.startsWith("s3:")) {
                return List.of();
            }
        }
        throw new IOException(spec + " could not be listed, because its files keep changing; try again");
    }

    private static String below(String base, String file) {
        String path = path(file);
        if (!path.startsWith(base)) {
            throw new IllegalStateException(file + " is not in " + base);
        }
        return path.substring(base.length());
    }

    /** The path of a location without its scheme: file systems write authorities in different ways. */
    private static String path(String location) {
        return location.replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*:/*", "/");
    }

    @Override
    public InputStream open(String name) throws IOException {
        return Channels.newInputStream(channel(name));
    }

    @Override
    public SeekableByteChannel openChannel(String name) throws IOException {
        ReadableByteChannel channel = channel(name);
        if (channel instanceof SeekableByteChannel seekable) {
            return seekable;
        }
        channel.close();
        throw new IOException(spec(name) + " does not support random access");
    }

    private ReadableByteChannel channel(String name) throws IOException {
        return guarded(() -> FileSystems.open(resource(name)));
    }

    @Override
    public void write(String name, Body body) throws IOException {
        String temporary = "." + name + "." + UUID.randomUUID() + TEMPORARY_SUFFIX;
        boolean renamed = false;
        try {
            try (OutputStream out = Channels.newOutputStream(
                    guarded(() -> FileSystems.create(resource(temporary), MimeTypes.BINARY)))) {
                body.writeTo(out);
            } catch (RuntimeException e) {
                throw new IOException(spec(name) + " could not be written: " + e.getMessage(), e);
            }
            move(temporary, this, name);
            renamed = true;
        } finally {
            if (!renamed) {
                delete(temporary);
            }
        }
    }

    /** Creates or overwrites a file with one byte; only its existence matters. */
    public void touch(String name) throws IOException {
        try (WritableByteChannel out = guarded(() -> FileSystems.create(resource(name), MimeTypes.BINARY))) {
            out.write(ByteBuffer.wrap(new byte[] {'\n'}));
        } catch (RuntimeException e) {
            throw new IOException(spec(name) + " could not be written: " + e.getMessage(), e);
        }
    }

    /** Whether the file system can create files exclusively: of several processes, one succeeds. */
    public boolean createsExclusively() throws IOException {
        return guarded(() -> ExclusiveFiles.isSupported(location));
    }

    /**
     * Creates a file that does not exist.
     *
     * @return false when the file exists. If the file system cannot {@linkplain #createsExclusively create files
     *     exclusively}, a file that another process creates at the same moment may be replaced.
     */
    public boolean create(String name, byte[] contents) throws IOException {
        if (createsExclusively()) {
            return guarded(() -> ExclusiveFiles.create(spec(name), contents));
        }
        if (exists(name)) {
            return false;
        }
        write(name, out -> out.write(contents));
        return true;
    }

    /** The first bytes of a file, at most {@code maxBytes}; empty when the file is missing. */
    public Optional<byte[]> read(String name, int maxBytes) throws IOException {
        if (!exists(name)) {
            return Optional.empty();
        }
        try (InputStream in = open(name)) {
            return Optional.of(in.readNBytes(maxBytes));
        } catch (FileNotFoundException deletedMeanwhile) {
            return Optional.empty();
        }
    }

    /** Copies files of this folder to another folder of the same file system. Missing files are ignored. */
    public void copy(List<String> names, BeamFolder to) throws IOException {
        if (names.isEmpty()) {
            return;
        }
        guarded(() -> {
            FileSystems.copy(
                    names.stream().map(this::resource).toList(),
                    names.stream().map(to::resource).toList(),
                    StandardMoveOptions.IGNORE_MISSING_FILES);
            return null;
        });
    }

    /** Moves a file to a folder of the same file system, where it replaces an existing file. */
    public void move(String name, BeamFolder to, String newName) throws IOException {
        guarded(() -> {
            FileSystems.rename(List.of(resource(name)), List.of(to.resource(newName)));
            return null;
        });
    }

    @Override
    public OutputStream append(String name) {
        throw new UnsupportedOperationException("files in " + location + " cannot be appended to");
    }

    @Override
    public void delete(String name) throws IOException {
        delete(List.of(name));
    }

    /** Deletes files of this folder. Missing files are ignored. */
    public void delete(List<String> names) throws IOException {
        guarded(() -> {
            FileSystems.delete(names.stream().map(this::resource).toList(), StandardMoveOptions.IGNORE_MISSING_FILES);
            return null;
        });
    }

    /** Deletes all files of this folder, also those that are being written. */
    public void clear() throws IOException {
        delete(List.copyOf(matches("*").keySet()));
    }

    /** Converts the exceptions that clients of object stores throw without a connection or credentials. */
    private <T> T guarded(Callable<T> action) throws IOException {
        StoreFileSystems.register();
        try {
            return action.call();
        } catch (Exception e) {
            if (e instanceof IOException io && !StoreFileSystems.isOfClient(e)) {
                throw io;
            }
            throw new IOException(location + ": " + StoreFileSystems.reason(e), e);
        }
    }
}
