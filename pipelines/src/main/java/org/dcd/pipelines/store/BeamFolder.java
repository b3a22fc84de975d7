package org.dcd.pipelines.store;

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
 * A folder on any of Beam's file systems, such as {@code s3://bucket/path}. A file is written under another name and
 * renamed when it is whole. What the file system's client throws arrives as {@link IOException}.
 */
record BeamFolder(String location) implements Folder {
    /** Ends the names of files that are being written. */
    static final String TEMPORARY_SUFFIX = ".tmp";

    private static final int ATTEMPTS = 100;

    /** The folder of this name in this one. */
    BeamFolder in(String name) {
        return new BeamFolder(location + "/" + name);
    }

    private String spec(String name) {
        if (!StageCheck.isPlainName(name)) {
            throw new IllegalArgumentException("'" + name + "' is not a plain file name");
        }
        return location + "/" + name;
    }

    private ResourceId resource(String name) {
        return FileSystems.matchNewResource(spec(name), false);
    }

    @Override
    public boolean exists(String name) {
        try {
            return find(name).isPresent();
        } catch (IOException e) {
            throw new StoreException(spec(name) + " could not be looked up: " + e.getMessage(), e);
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

    /** Bytes of all files by their names, without those that are being written. */
    Map<String, Long> sizes() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        matches("*").forEach((path, bytes) -> {
            if (!isTemporary(path)) {
                sizes.put(path, bytes);
            }
        });
        return sizes;
    }

    /** Whether a file of this name is one that was being written. */
    static boolean isTemporary(String name) {
        return name.startsWith(".") && name.endsWith(TEMPORARY_SUFFIX);
    }

    /**
     * Bytes of all files that a pattern matches, by their paths below this folder.
     *
     * @param pattern names with {@code *}, and {@code /} between levels
     */
    Map<String, Long> matches(String pattern) throws IOException {
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
     * Beam's S3 lists files, then asks for each, and finds nothing at all when one was deleted between: a list without
     * files is told from that by its status. Other file systems tell of no files in this way.
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
        throw new IOException(spec + " could not be listed: its files come and go; try again");
    }

    private static String below(String base, String file) {
        String path = path(file);
        if (!path.startsWith(base)) {
            throw new IllegalStateException(file + " is not in " + base);
        }
        return path.substring(base.length());
    }

    /** The path of a location without its scheme; file systems write authorities in different ways. */
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
        throw new IOException(spec(name) + " cannot be read from its middle");
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

    /** Writes a file of one byte under its name; that it is there is all that counts. */
    void touch(String name) throws IOException {
        try (WritableByteChannel out = guarded(() -> FileSystems.create(resource(name), MimeTypes.BINARY))) {
            out.write(ByteBuffer.wrap(new byte[] {'\n'}));
        } catch (RuntimeException e) {
            throw new IOException(spec(name) + " could not be written: " + e.getMessage(), e);
        }
    }

    /** Whether {@link #create} is exclusive. */
    boolean createsExclusively() throws IOException {
        return guarded(() -> ExclusiveFiles.isSupported(location));
    }

    /**
     * Creates a file that is not there yet.
     *
     * @return false when there is one. Where the file system cannot {@linkplain ExclusiveFiles create exclusively}, one
     *     that appears in the same instant may be replaced.
     */
    boolean create(String name, byte[] contents) throws IOException {
        if (createsExclusively()) {
            return guarded(() -> ExclusiveFiles.create(spec(name), contents));
        }
        if (exists(name)) {
            return false;
        }
        write(name, out -> out.write(contents));
        return true;
    }

    /** All that a file holds; empty when it is missing. */
    Optional<byte[]> read(String name, int most) throws IOException {
        if (!exists(name)) {
            return Optional.empty();
        }
        try (InputStream in = open(name)) {
            return Optional.of(in.readNBytes(most));
        } catch (FileNotFoundException deletedMeanwhile) {
            return Optional.empty();
        }
    }

    /** Copies files of this folder, those that are there, into another folder of the same file system. */
    void copy(List<String> names, BeamFolder to) throws IOException {
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

    /** Moves a file here or into another folder of the same file system, over what is there. */
    void move(String name, BeamFolder to, String newName) throws IOException {
        guarded(() -> {
            FileSystems.rename(List.of(resource(name)), List.of(to.resource(newName)));
            return null;
        });
    }

    @Override
    public OutputStream append(String name) {
        throw new UnsupportedOperationException("files of " + location + " cannot be added to");
    }

    @Override
    public void delete(String name) throws IOException {
        delete(List.of(name));
    }

    /** Deletes files of this folder, those that are there. */
    void delete(List<String> names) throws IOException {
        guarded(() -> {
            FileSystems.delete(names.stream().map(this::resource).toList(), StandardMoveOptions.IGNORE_MISSING_FILES);
            return null;
        });
    }

    /** Deletes all files of this folder, and what was being written. */
    void clear() throws IOException {
        delete(List.copyOf(matches("*").keySet()));
    }

    /** Clients of object stores throw exceptions of their own when they cannot connect or have no credentials. */
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
