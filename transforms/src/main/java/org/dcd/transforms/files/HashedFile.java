package org.dcd.transforms.files;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKey;

/**
 * A file that the user brings, known by the SHA-256 of its contents, which stands for the path in stage keys. A record
 * read from an experiment file has the path alone; the planner fills in the hash, and whoever reads the file holds it
 * to that.
 *
 * @param path of the file, untrusted
 * @param sha256 of its contents, 64 hexadecimal digits in lower case; taken from the file when the experiment is
 *     planned, and held to from then on. It stands for the path in stage keys
 */
public record HashedFile(@NotInKey Path path, @Default("''") String sha256) implements Serializable {
    private static final int SHORT = 12;

    public HashedFile {
        if (!sha256.isEmpty() && !Sha256.isOne(sha256)) {
            throw new IllegalArgumentException(
                    "sha256 must be 64 hexadecimal digits in lower case, was '" + sha256 + "'");
        }
    }

    /** A file whose hash is not known yet. */
    public static HashedFile unhashed(Path path) {
        return new HashedFile(path, "");
    }

    /** A file with the hash of its contents, which are read. */
    public static HashedFile of(Path path) throws IOException {
        return new HashedFile(path, Sha256.of(path));
    }

    /** Whether the hash is known. */
    public boolean isHashed() {
        return !sha256.isEmpty();
    }

    /** The same path with another hash; empty for none. */
    public HashedFile with(String hash) {
        return new HashedFile(path, hash);
    }

    /**
     * Compares with the hash of what was read. A file whose hash is not known yet may be any.
     *
     * @throws BadInputException when it is another file
     */
    public void require(String found) {
        if (isHashed() && !found.equals(sha256)) {
            throw new BadInputException(path + ": its SHA-256 is " + found + ", expected " + sha256
                    + "; it is another file, or changed since the experiment was planned: put that file back, or plan"
                    + " again");
        }
    }

    /**
     * As above, reading the file for it; one that is missing is left to its reader.
     *
     * @throws BadInputException when it is another file
     */
    public void verify() throws IOException {
        if (isHashed() && Files.isRegularFile(path)) {
            require(Sha256.of(path));
        }
    }

    /** Name and beginning of the hash, for a person. */
    public String label() {
        return path.getFileName() + (isHashed() ? " (SHA-256 " + sha256.substring(0, SHORT) + "…)" : "");
    }

    /** Paths are not serialisable. */
    private Object writeReplace() {
        return SerializationProxy.of(this);
    }
}
