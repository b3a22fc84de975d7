package org.dcd.transforms.pretrained;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.data.PortableRecord;
import org.dcd.transforms.files.weights.WeightSource;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKey;

/**
 * A file of known weights that an experiment uses.
 *
 * @param path of a file of torch or safetensors, untrusted, or the provenance of one that was imported
 * @param sha256 of the file; taken from it when the experiment is read, and held to from then on. It stands for the
 *     path in stage keys
 */
public record PretrainedFile(@NotInKey Path path, @Default("''") String sha256) implements Serializable {
    public PretrainedFile {
        if (sha256.isEmpty()) {
            sha256 = hash(path);
        }
    }

    private static String hash(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException(
                    "path " + path + " is not a file; dcd weights list tells which to bring");
        }
        try {
            return WeightSource.sha256(path);
        } catch (BadInputException e) {
            throw new IllegalArgumentException("path " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "path " + path + " cannot be read (" + e.getMessage() + "); check its permissions", e);
        }
    }

    /**
     * What is in it.
     *
     * @throws BadInputException when it is not the file of the hash, or as {@link Pretrained#read} does
     */
    public Pretrained read() throws IOException {
        Pretrained found = Pretrained.read(path);
        if (!found.sha256().equals(sha256)) {
            throw new BadInputException(path + ": its SHA-256 is " + found.sha256() + ", expected " + sha256
                    + "; it is another file, or changed since the experiment was planned");
        }
        return found;
    }

    /** Paths are not serialisable. */
    private Object writeReplace() {
        return PortableRecord.of(this);
    }
}
