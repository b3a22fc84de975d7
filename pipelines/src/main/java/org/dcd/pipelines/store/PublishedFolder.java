package org.dcd.pipelines.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dcd.schemas.FileEntry;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Folder;

/** A finished stage of a store that is elsewhere: each file is fetched when it is first read, but for the manifest. */
final class PublishedFolder implements Folder {
    private final String store;
    private final BeamFolder remote;
    private transient Manifest manifest;

    /**
     * @param store location of the store
     * @param remote the stage in it
     */
    PublishedFolder(String store, BeamFolder remote) {
        this.store = store;
        this.remote = remote;
    }

    /** As it is now; empty when there is no manifest, and with it no stage. */
    static Optional<Manifest> manifest(BeamFolder remote) throws IOException {
        if (!remote.exists(Manifests.FILE)) {
            return Optional.empty();
        }
        try (InputStream in = remote.open(Manifests.FILE)) {
            byte[] json = in.readNBytes((int) Manifests.MAX_BYTES + 1);
            if (json.length > Manifests.MAX_BYTES) {
                throw new IOException(
                        remote.location() + "/" + Manifests.FILE + " has more than " + Manifests.MAX_BYTES + " bytes");
            }
            return Optional.of(Manifests.ofJson(json));
        }
    }

    private synchronized Manifest manifest() throws IOException {
        if (manifest == null) {
            manifest = manifest(remote)
                    .orElseThrow(() -> new NoSuchFileException(remote.location() + "/" + Manifests.FILE));
        }
        return manifest;
    }

    private Optional<FileEntry> entry(String name) throws IOException {
        return manifest().getFiles().stream()
                .filter(file -> file.getPath().equals(name))
                .findFirst();
    }

    private FileEntry required(String name) throws IOException {
        return entry(name).orElseThrow(() -> new NoSuchFileException(remote.location() + "/" + name));
    }

    /** The local copy of a file. */
    Path local(String name) throws IOException {
        return Mirror.of(store).fetch(remote, required(name));
    }

    @Override
    public String location() {
        return remote.location();
    }

    @Override
    public boolean exists(String name) {
        try {
            return entry(name).isPresent() || (name.equals(Manifests.FILE) && remote.exists(name));
        } catch (NoSuchFileException noStage) {
            return false;
        } catch (IOException e) {
            throw new StoreException(remote.location() + " could not be read: " + e.getMessage(), e);
        }
    }

    @Override
    public long size(String name) throws IOException {
        return name.equals(Manifests.FILE) ? remote.size(name) : required(name).getBytes();
    }

    @Override
    public List<String> list() throws IOException {
        try {
            return Stream.concat(manifest().getFiles().stream().map(FileEntry::getPath), Stream.of(Manifests.FILE))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException noStage) {
            return List.of();
        }
    }

    @Override
    public InputStream open(String name) throws IOException {
        return name.equals(Manifests.FILE) ? remote.open(name) : Files.newInputStream(local(name));
    }

    @Override
    public SeekableByteChannel openChannel(String name) throws IOException {
        return Files.newByteChannel(local(name));
    }

    @Override
    public void write(String name, Body body) {
        throw finished();
    }

    @Override
    public OutputStream append(String name) {
        throw finished();
    }

    @Override
    public void delete(String name) {
        throw finished();
    }

    private UnsupportedOperationException finished() {
        return new UnsupportedOperationException(remote.location() + " is finished and does not change");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublishedFolder folder && folder.store.equals(store) && folder.remote.equals(remote);
    }

    @Override
    public int hashCode() {
        return remote.hashCode();
    }

    @Override
    public String toString() {
        return remote.location();
    }
}
