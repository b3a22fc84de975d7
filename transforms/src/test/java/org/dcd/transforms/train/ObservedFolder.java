package org.dcd.transforms.train;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.dcd.schemas.io.Folder;

/** A folder that runs an action at the n-th line of its log, to interrupt a training at that point. */
public record ObservedFolder(Folder folder, int line, AtomicInteger lines, Act act) implements Folder {
    /** The action, in the thread that writes the line. */
    public interface Act extends java.io.Serializable {
        /** @param log to which the line has not been written yet */
        void before(OutputStream log, byte[] text) throws IOException;
    }

    public static ObservedFolder of(Folder folder, int line, Act act) {
        return new ObservedFolder(folder, line, new AtomicInteger(), act);
    }

    @Override
    public OutputStream append(String name) throws IOException {
        return new FilterOutputStream(folder.append(name)) {
            @Override
            public void write(byte[] text) throws IOException {
                if (lines.incrementAndGet() == line) {
                    act.before(out, text);
                }
                out.write(text);
            }
        };
    }

    @Override
    public String location() {
        return folder.location();
    }

    @Override
    public boolean exists(String name) {
        return folder.exists(name);
    }

    @Override
    public long size(String name) throws IOException {
        return folder.size(name);
    }

    @Override
    public List<String> list() throws IOException {
        return folder.list();
    }

    @Override
    public InputStream open(String name) throws IOException {
        return folder.open(name);
    }

    @Override
    public SeekableByteChannel openChannel(String name) throws IOException {
        return folder.openChannel(name);
    }

    @Override
    public void write(String name, Body body) throws IOException {
        folder.write(name, body);
    }

    @Override
    public void delete(String name) throws IOException {
        folder.delete(name);
    }
}
