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
import org.dcd.pipelines.store.files.BeamFolder;
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.schemas.FileEntry;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Folder;

/**
 * A finished stage of a remote store. Files are downloaded when they are first read, except the manifest.
 *
 * <p>A file is stored under the first digits of its hash and its name. Two runs that publish the same stage at once
 * hence never write different contents under one name. The manifest, which is written last, decides which files count.
 */
final class PublishedFolder implements Folder {
    private static final int HASH_DIGITS = 16;

    private final String store;
    private final BeamFolder remote;
    private transient Manifest manifest;

    /**
     * @param store location of the store
     * @param remote folder of the stage
     */
    PublishedFolder(String store, BeamFolder remote) {
        this.store = store;
        this.remote = remote;
    }

    /** The name under which a file of a stage is stored. */
    static String storedName(FileEntry file) {
        String hash = file.getSha256();
        return hash.substring(0, Math.min(HASH_DIGITS, hash.length())) + "-" + file.getPath();
    }

    /** As {@link #storedName}; stages of earlier versions store files under their own names. */
    static String findName(BeamFolder stage, FileEntry file) {
        String stored = storedName(file);
        return stage.exists(stored) ? stored : file.getPath();
    }

    /** The current manifest; empty when there is no manifest, and hence no stage. */
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
        return new UnsupportedOperationException(remote.location() + " is a finished stage, which cannot be changed");
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
