package org.dcd.pipelines.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.dcd.pipelines.store.files.BeamFolder;
import org.dcd.schemas.Count;
import org.dcd.schemas.FileEntry;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.stage.StageId;
import org.dcd.transforms.files.Sha256;

/** Checks that stages of remote stores are complete. */
final class RemoteCheck {
    private RemoteCheck() {}

    /**
     * @param hash whether to compare the hash of every file, in addition to its size
     * @throws IOException when the store cannot be reached; the stage may be complete
     */
    static LookupResult check(BeamFolder stage, StageId id, boolean hash) throws IOException {
        Map<String, Long> sizes = stage.sizes();
        if (!sizes.containsKey(Manifests.FILE)) {
            return new LookupResult.Missing();
        }
        Optional<Manifest> found = manifest(stage);
        if (found.isEmpty()) {
            return new LookupResult.Damaged(stage.location() + "/" + Manifests.FILE + " cannot be read");
        }
        Manifest manifest = found.get();
        if (!StageCheck.belongs(manifest, id)) {
            return new LookupResult.Damaged(stage.location() + "/" + Manifests.FILE + " belongs to "
                    + manifest.getKind() + " " + manifest.getKey() + ", not to " + id);
        }
        for (FileEntry file : manifest.getFiles()) {
            Optional<String> problem = problem(stage, sizes, file, hash);
            if (problem.isPresent()) {
                return new LookupResult.Damaged(stage.location() + "/" + problem.get());
            }
        }
        return new LookupResult.Present(manifest);
    }

    /** The manifest of a stage; empty when it cannot be read. */
    static Optional<Manifest> manifest(BeamFolder stage) {
        try {
            return PublishedFolder.manifest(stage);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<String> problem(BeamFolder stage, Map<String, Long> sizes, FileEntry file, boolean hash)
            throws IOException {
        String name = file.getPath();
        if (!BeamFolder.isPlainName(name)) {
            return Optional.of(Manifests.FILE + " lists '" + name + "', which is not a file name");
        }
        String stored = PublishedFolder.storedName(file);
        if (!sizes.containsKey(stored)) {
            stored = name;
        }
        Long bytes = sizes.get(stored);
        if (bytes == null) {
            return Optional.of(name + " is missing");
        }
        if (bytes != file.getBytes()) {
            return Optional.of(name + " has " + Count.of(bytes, "byte") + " instead of " + Count.of(file.getBytes()));
        }
        if (hash) {
            try (InputStream in = stage.open(stored)) {
                if (!Sha256.of(in).equals(file.getSha256())) {
                    return Optional.of(name + " has other contents than when it was published (SHA-256 differs)");
                }
            }
        }
        return Optional.empty();
    }
}
