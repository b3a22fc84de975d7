package org.dcd.pipelines.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import org.dcd.schemas.io.Folder;

/**
 * The work folder of a stage of a remote store for a process that follows its progress. Reads the longer one of the
 * copies of a file on this machine and in the store, as either may be written. Downloads nothing into the work folder.
 */
record ReadOnlyWorkFolder(WorkFolder work) implements Folder {
    private Folder local() {
        return Folder.at(work.path().toString());
    }

    private Folder longer(String name) throws IOException {
        long here = local().exists(name) ? local().size(name) : -1;
        return work.remote().exists(name) && work.remote().size(name) > here ? work.remote() : local();
    }

    @Override
    public String location() {
        return work.location();
    }

    @Override
    public boolean exists(String name) {
        return work.exists(name);
    }

    @Override
    public long size(String name) throws IOException {
        return longer(name).size(name);
    }

    @Override
    public List<String> list() throws IOException {
        return work.list();
    }

    @Override
    public InputStream open(String name) throws IOException {
        return longer(name).open(name);
    }

    @Override
    public SeekableByteChannel openChannel(String name) throws IOException {
        return longer(name).openChannel(name);
    }

    @Override
    public void write(String name, Body body) {
        throw readOnly();
    }

    @Override
    public OutputStream append(String name) {
        throw readOnly();
    }

    @Override
    public void delete(String name) {
        throw readOnly();
    }

    private UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException(location() + " is read-only");
    }
}
