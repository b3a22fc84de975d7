package org.dcd.transforms.files;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKey;

/**
 * A file of the user, identified by the SHA-256 of its contents. A record that was read from an experiment file has the
 * path only. The planner computes the hash; every reader of the file checks it. Stage keys contain the hash instead of
 * the path.
 *
 * @param path path of the file, whose contents are untrusted
 * @param sha256 SHA-256 of its contents, 64 hexadecimal digits in lower case; computed when the experiment is planned,
 *     and checked whenever the file is read. Stage keys contain it instead of the path
 */
public record HashedFile(@NotInKey Path path, @Default("''") String sha256) implements Serializable {
    private static final int SHORT = 12;

    public HashedFile {
        if (!sha256.isEmpty() && !Sha256.isOne(sha256)) {
            throw new IllegalArgumentException(
                    "sha256 must be 64 hexadecimal digits in lower case, was '" + sha256 + "'");
        }
    }

    /** Returns a file whose hash has not been computed. */
    public static HashedFile unhashed(Path path) {
        return new HashedFile(path, "");
    }

    /** Reads a file and returns it with its hash. */
    public static HashedFile of(Path path) throws IOException {
        return new HashedFile(path, Sha256.of(path));
    }

    /** Whether the hash has been computed. */
    public boolean isHashed() {
        return !sha256.isEmpty();
    }

    /** Returns the same path with another hash; an empty one for none. */
    public HashedFile with(String hash) {
        return new HashedFile(path, hash);
    }

    /**
     * Compares this hash with that of the contents that were read. Accepts any hash if this one has not been computed.
     *
     * @throws BadInputException if the hashes differ
     */
    public void require(String found) {
        if (isHashed() && !found.equals(sha256)) {
            throw new BadInputException(path + ": its SHA-256 is " + found + ", expected " + sha256
                    + "; the file is another one or changed after the experiment was planned: restore it, or plan"
                    + " again");
        }
    }

    /**
     * Reads the file and checks its hash. Does nothing if the file is missing, which its reader reports.
     *
     * @throws BadInputException if the hashes differ
     */
    public void verify() throws IOException {
        if (isHashed() && Files.isRegularFile(path)) {
            require(Sha256.of(path));
        }
    }

    /** Returns file name and first digits of the hash, for messages and reports. */
    public String label() {
        return path.getFileName() + (isHashed() ? " (SHA-256 " + sha256.substring(0, SHORT) + "…)" : "");
    }

    /** Paths are not serialisable. */
    private Object writeReplace() {
        return SerializationProxy.of(this);
    }
}
