package org.dcd.schemas.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.channels.SeekableByteChannel;
import java.util.List;

/**
 * A folder of files in a store. Names are plain file names; a name with a separator or {@code ..} is refused with an
 * {@link IllegalArgumentException}.
 */
public interface Folder extends Serializable {
    /**
     * The folder at a location, such as {@code /data/store/stages/teacher/1a2b} or {@code file:///…}. It need not
     * exist.
     */
    static Folder at(String location) {
        return LocalFolder.at(location);
    }

    /** Path or URL of the folder, from which {@link #at} gives it again. */
    String location();

    /** Whether there is a regular file of that name. */
    boolean exists(String name);

    /** Length of a file in bytes. */
    long size(String name) throws IOException;

    /** Names of the files in this folder, sorted; empty when the folder does not exist. */
    List<String> list() throws IOException;

    /** Opens a file for reading from its beginning. */
    InputStream open(String name) throws IOException;

    /** Opens a file for reading at any position. An interrupt closes the channel. */
    SeekableByteChannel openChannel(String name) throws IOException;

    /**
     * Writes a file, and creates the folder when it is missing. The write is atomic and durable: the file appears when
     * the body has returned; if the body throws or the process crashes, the previous file remains.
     */
    void write(String name, Body body) throws IOException;

    /** Opens a file for appending, and creates it when it is missing. For logs only: not atomic. */
    OutputStream append(String name) throws IOException;

    /** Deletes a file if it exists. */
    void delete(String name) throws IOException;

    /** Writes the contents of a file. */
    @FunctionalInterface
    interface Body {
        /** Writes the contents; must not close the stream. */
        void writeTo(OutputStream out) throws IOException;
    }
}
