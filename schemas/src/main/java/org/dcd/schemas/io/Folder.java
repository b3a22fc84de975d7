package org.dcd.schemas.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.channels.SeekableByteChannel;
import java.util.List;

/**
 * A folder of files in a store. Names are plain file names, never paths: a name with a separator or {@code ..} is
 * refused.
 */
public interface Folder extends Serializable {
    /**
     * The folder behind a location, such as {@code /data/store/stages/teacher/1a2b} or {@code file:///…}. It need not
     * exist yet.
     */
    static Folder at(String location) {
        return LocalFolder.at(location);
    }

    String location();

    boolean exists(String name);

    long size(String name) throws IOException;

    /** Names of the files in this folder, sorted; empty when the folder does not exist. */
    List<String> list() throws IOException;

    InputStream open(String name) throws IOException;

    SeekableByteChannel openChannel(String name) throws IOException;

    /**
     * Writes a file, creating the folder when missing. The file appears under its name, whole and on disk, when the
     * body has returned; a body that throws, or a crash, leaves what was there before.
     */
    void write(String name, Body body) throws IOException;

    /** Appends to a file, creating it when missing. Only for logs: not atomic. */
    OutputStream append(String name) throws IOException;

    void delete(String name) throws IOException;

    /** Writes the contents of a file; must not close the stream. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }
}
