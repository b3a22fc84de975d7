package org.dcd.transforms.model.pretrained;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.data.PortableRecord;
import org.dcd.transforms.files.safetensors.FileHash;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.NotInKey;

/**
 * The file of a {@link PretrainedDenoiser}.
 *
 * @param path of a pickle or state dict, untrusted
 * @param sha256 of its contents; taken from the file when the experiment is read, and held to from then on. It stands
 *     for the path in stage keys
 */
public record PretrainedDenoiserFile(@NotInKey Path path, @Default("''") String sha256) implements Serializable {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int SHORT = 12;

    public PretrainedDenoiserFile {
        if (sha256.isEmpty()) {
            sha256 = hash(path);
        }
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "sha256 must be 64 hexadecimal digits in lower case, was '" + sha256 + "'");
        }
    }

    private static String hash(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException("path " + path + " is not a file; give a network of EDM or SiD, such as"
                    + " edm-cifar10-32x32-uncond-vp.pkl, which NVIDIA publishes with github.com/NVlabs/edm");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return FileHash.sha256(in);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "path " + path + " cannot be read (" + e.getMessage() + "); check its permissions", e);
        }
    }

    /**
     * What is in the file.
     *
     * @throws BadInputException when it is not the file of the hash, or as {@link PretrainedDenoiser#read} does
     */
    public PretrainedDenoiser read() throws IOException {
        String found = hash(path);
        if (!found.equals(sha256)) {
            throw new BadInputException(path + ": its SHA-256 is " + found + ", expected " + sha256
                    + "; it is another file, or changed since the experiment was planned");
        }
        return PretrainedDenoiser.read(path);
    }

    /** Name and beginning of the hash, for a person. */
    public String label() {
        return path.getFileName() + " (SHA-256 " + sha256.substring(0, SHORT) + "…)";
    }

    /** Paths are not serialisable. */
    private Object writeReplace() {
        return PortableRecord.of(this);
    }
}
