package org.dcd.transforms.files.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.safetensors.Tensor;

/** A file of weights, or the provenance of imported ones, which are known by the hash of the file that they were. */
public final class WeightSource {
    private WeightSource() {}

    /**
     * The SHA-256 of the file, or of the file that was imported.
     *
     * @throws BadInputException when it is missing or damaged
     */
    public static String sha256(Path path) throws IOException {
        return ImportedWeights.isAt(path)
                ? ImportedWeights.read(path).provenance().sourceSha256()
                : WeightFile.sha256(path);
    }

    /**
     * The tensors of the one that is meant.
     *
     * @throws BadInputException when it is another, missing or damaged
     */
    public static SortedMap<String, Tensor> tensors(Path path, String sha256) throws IOException {
        if (!ImportedWeights.isAt(path)) {
            return WeightFile.read(path, sha256).tensors();
        }
        ImportedWeights imported = ImportedWeights.read(path);
        String found = imported.provenance().sourceSha256();
        if (!found.equals(sha256)) {
            throw new BadInputException(path + ": was imported from a file of SHA-256 " + found + ", expected " + sha256
                    + "; import that one again");
        }
        return imported.tensors();
    }
}
