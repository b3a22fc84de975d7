package org.dcd.pipelines.store;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dcd.pipelines.store.files.BeamFolder;
import org.dcd.pipelines.store.files.FolderTree;
import org.dcd.pipelines.store.lease.WorkName;
import org.dcd.schemas.io.Folder;

/**
 * The work folder of a stage of a remote store. Every file is uploaded when it has been written, so that another
 * machine can continue the work. Logs are uploaded every few seconds and with the next file. Files that another machine
 * wrote are downloaded when they are read. The contents are a function of the stage's key: a copy from an earlier
 * attempt is as good as a new file.
 */
final class WorkFolder implements Folder {
    /** Minimum time between uploads of a log, by which other processes follow the progress, in nanoseconds. */
    private static final long LOG_NANOS = 5_000_000_000L;

    private final String store;
    private final String kind;
    private final WorkName name;
    private final BeamFolder remote;
    /** Logs with lines that were not uploaded. */
    private transient Set<String> grown;
    /** Time of the last separate upload of a log, in nanoseconds of this process; 0 before the first. */
    private transient long sent;

    WorkFolder(String store, String kind, WorkName name) {
        this.store = store;
        this.kind = kind;
        this.name = name;
        this.remote = new BeamFolder(store).in("work").in(kind).in(name.folder());
    }

    Path path() {
        return Mirror.of(store).work(kind).path(name);
    }

    /** The files in the store. */
    BeamFolder remote() {
        return remote;
    }

    WorkName name() {
        return name;
    }

    /** Whether the folder still exists; it may have been deleted while its holder was suspended. */
    boolean isOwned() {
        return !name.isFenced() || remote.exists(WorkName.OWNER);
    }

    private Folder local() {
        return Folder.at(path().toString());
    }

    /** Path on this machine, whose files may be newer than those in the store. */
    @Override
    public String location() {
        return path().toString();
    }

    @Override
    public boolean exists(String name) {
        return local().exists(name) || remote.exists(name);
    }

    @Override
    public long size(String name) throws IOException {
        return local().exists(name) ? local().size(name) : remote.size(name);
    }

    @Override
    public List<String> list() throws IOException {
        Set<String> names = new TreeSet<>(local().list());
        names.addAll(remote.list());
        return List.copyOf(names);
    }

    @Override
    public InputStream open(String name) throws IOException {
        fetch(name);
        return local().open(name);
    }

    @Override
    public SeekableByteChannel openChannel(String name) throws IOException {
        fetch(name);
        return local().openChannel(name);
    }

    private void fetch(String name) throws IOException {
        if (!local().exists(name) && remote.exists(name)) {
            try (InputStream in = remote.open(name)) {
                local().write(name, in::transferTo);
            }
        }
    }

    /** Downloads all files that other machines have written. */
    void fetchAll() throws IOException {
        for (String name : remote.list()) {
            fetch(name);
        }
    }

    @Override
    public void write(String name, Body body) throws IOException {
        local().write(name, body);
        send(name);
        List<String> logs;
        synchronized (this) {
            logs = grown == null ? List.of() : new ArrayList<>(grown);
            grown = null;
        }
        for (String log : logs) {
            send(log);
        }
    }

    private void send(String name) throws IOException {
        remote.write(name, out -> Files.copy(path().resolve(name), out));
    }

    @Override
    public OutputStream append(String name) throws IOException {
        fetch(name);
        return new FilterOutputStream(local().append(name)) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                out.write(bytes, from, count);
            }

            @Override
            public void close() throws IOException {
                super.close();
                grown(name);
            }
        };
    }

    private void grown(String name) throws IOException {
        synchronized (this) {
            if (grown == null) {
                grown = new TreeSet<>();
            }
            grown.add(name);
            long now = System.nanoTime();
            if (sent != 0 && now - sent < LOG_NANOS) {
                return;
            }
            sent = now;
            grown.remove(name);
        }
        send(name);
    }

    @Override
    public void delete(String name) throws IOException {
        remote.delete(name);
        local().delete(name);
    }

    /** Deletes the folder on this machine and in the store. */
    void clear() throws IOException {
        remote.clear();
        FolderTree.delete(path());
    }

    /** Deletes all files except the mark of the owner, who then starts from scratch. */
    void empty() throws IOException {
        remote.delete(remote.list().stream()
                .filter(file -> !file.equals(WorkName.OWNER))
                .toList());
        FolderTree.delete(path());
    }

    @Override
    public String toString() {
        return remote.location();
    }
}
