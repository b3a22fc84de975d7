package org.dcd.pipelines.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.dcd.pipelines.store.files.BeamFolder;
import org.dcd.schemas.Count;
import org.dcd.schemas.FileEntry;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Reasons;
import org.dcd.schemas.stage.StageId;
import org.dcd.transforms.files.Sha256;

/** Checks that stages in local folders are complete. */
final class StageCheck {
    private StageCheck() {}

    /** @param hash whether to compare the hash of every file, in addition to its size */
    static LookupResult check(Path folder, StageId id, boolean hash) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return new LookupResult.Missing();
        }
        Manifest manifest;
        try {
            manifest = read(folder.resolve(Manifests.FILE));
        } catch (NoSuchFileException e) {
            return new LookupResult.Damaged(folder + " has no " + Manifests.FILE);
        } catch (IOException e) {
            return new LookupResult.Damaged(folder.resolve(Manifests.FILE) + " cannot be read: " + oneLine(e));
        }
        return problem(folder, manifest, id, hash)
                .<LookupResult>map(LookupResult.Damaged::new)
                .orElseGet(() -> new LookupResult.Present(manifest));
    }

    /** The manifest in a folder; empty when it cannot be read. */
    static Optional<Manifest> manifest(Path folder) {
        try {
            return Optional.of(read(folder.resolve(Manifests.FILE)));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Manifest read(Path file) throws IOException {
        if (Files.size(file) > Manifests.MAX_BYTES) {
            throw new IOException("it has " + Count.of(Files.size(file), "byte"));
        }
        return Manifests.ofJson(Files.readAllBytes(file));
    }

    private static Optional<String> problem(Path folder, Manifest manifest, StageId id, boolean hash) {
        if (!belongs(manifest, id)) {
            return Optional.of(folder.resolve(Manifests.FILE) + " belongs to " + manifest.getKind() + " "
                    + manifest.getKey() + ", not to " + id);
        }
        // Hashes in parallel: one core hashes 100 MB per second.
        return (hash ? manifest.getFiles().parallelStream() : manifest.getFiles().stream())
                .flatMap(entry -> problem(folder, entry, hash).stream())
                .findFirst();
    }

    private static Optional<String> problem(Path folder, FileEntry entry, boolean hash) {
        if (!BeamFolder.isPlainName(entry.getPath())) {
            return Optional.of(
                    folder.resolve(Manifests.FILE) + " lists '" + entry.getPath() + "', which is not a file name");
        }
        Path file = folder.resolve(entry.getPath());
        try {
            long bytes = Files.isRegularFile(file) ? Files.size(file) : -1;
            if (bytes < 0) {
                return Optional.of(file + " is missing");
            }
            if (bytes != entry.getBytes()) {
                return Optional.of(
                        file + " has " + Count.of(bytes, "byte") + " instead of " + Count.of(entry.getBytes()));
            }
            if (hash && !Sha256.of(file).equals(entry.getSha256())) {
                return Optional.of(file + " has other contents than when it was published (SHA-256 differs)");
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(file + " cannot be read: " + oneLine(e));
        }
    }

    /** Whether a manifest is that of a stage. */
    static boolean belongs(Manifest manifest, StageId id) {
        return manifest.getKind().equals(id.kind()) && manifest.getKey().equals(id.key());
    }

    private static String oneLine(IOException e) {
        String reason = e instanceof EOFException ? "it ends too soon" : Reasons.of(e);
        String message = reason.lines().findFirst().orElse("");
        return message.length() > 200 ? message.substring(0, 200) + "…" : message;
    }
}
