package org.dcd.pipelines.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.dcd.pipelines.store.files.BeamFolder;
import org.dcd.pipelines.store.lease.LocalWork;
import org.dcd.schemas.FileEntry;
import org.dcd.transforms.files.Sha256;

/**
 * Local copies of the files of a remote store: libtorch, ONNX Runtime and Parquet read local files. Copies are
 * addressed by the hash of their contents, so that none can be stale. The folder can be deleted at any time.
 *
 * @param root folder of the mirror of one store
 */
record Mirror(Path root) {
    /** System property with the parent folder of mirrors; it overrides the environment variable {@code DCD_MIRROR}. */
    static final String FOLDER = "dcd.mirror";

    private static final int NAME_DIGITS = 16;

    /** The mirror on this machine: in {@code $DCD_MIRROR}, by default {@code ~/.cache/dcd}. */
    static Mirror of(String store) {
        String parent = System.getProperty(FOLDER, System.getenv().getOrDefault("DCD_MIRROR", ""));
        Path folder = parent.isBlank() ? Path.of(System.getProperty("user.home"), ".cache", "dcd") : Path.of(parent);
        return new Mirror(folder.toAbsolutePath()
                .resolve(Sha256.of(store.getBytes(StandardCharsets.UTF_8)).substring(0, NAME_DIGITS)));
    }

    /** Work folders of the stages of a kind. */
    LocalWork work(String kind) {
        return new LocalWork(root.resolve("work").resolve(kind));
    }

    /**
     * The local copy of a file, downloaded if necessary.
     *
     * @throws IOException when the file cannot be read, or differs from the published file
     */
    Path fetch(BeamFolder from, FileEntry file) throws IOException {
        Path copy = copy(file);
        if (Files.isRegularFile(copy) && Files.size(copy) == file.getBytes()) {
            return copy;
        }
        Files.createDirectories(copy.getParent());
        Path temporary = copy.resolveSibling("." + UUID.randomUUID() + BeamFolder.TEMPORARY_SUFFIX);
        try {
            try (InputStream in = from.open(PublishedFolder.findName(from, file))) {
                Files.copy(in, temporary);
            }
            String sha256 = Sha256.of(temporary);
            if (!sha256.equals(file.getSha256())) {
                throw new IOException(from.location() + "/" + file.getPath() + " has SHA-256 " + sha256
                        + " instead of " + file.getSha256()
                        + ": the stage is damaged; check it with dcd store verify, then make it again with --force");
            }
            Files.move(temporary, copy, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return copy;
    }

    /** Moves a local file that was just published into the mirror. */
    void adopt(Path local, FileEntry file) throws IOException {
        Path copy = copy(file);
        Files.createDirectories(copy.getParent());
        Files.move(local, copy, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path copy(FileEntry file) {
        return root.resolve("files").resolve(file.getSha256()).resolve(file.getPath());
    }
}
