package org.dcd.transforms.files.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.HashCache;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.safetensors.Tensor;

/**
 * Weights that are given as a weight file or as the provenance file of imported weights. Imported weights are
 * identified by the hash of the file they were imported from.
 */
public final class WeightSource {
    private WeightSource() {}

    /**
     * Returns a path with the SHA-256 of the weight file, or of the imported file.
     *
     * @throws BadInputException if the file is missing or damaged
     */
    public static HashedFile hashed(Path path) throws IOException {
        return new HashedFile(
                path,
                ImportedWeights.isAt(path)
                        ? ImportedWeights.read(path).provenance().sourceSha256()
                        : WeightFile.sha256(path));
    }

    /**
     * Returns the SHA-256 of the weight file, or of the imported file.
     *
     * @param cache cached hashes of files
     * @throws BadInputException if a provenance file is missing or damaged
     */
    public static String sha256(Path path, HashCache cache) throws IOException {
        return ImportedWeights.isAt(path)
                ? ImportedWeights.read(path).provenance().sourceSha256()
                : cache.sha256(path);
    }

    /**
     * Reads all tensors after checking the hash.
     *
     * @throws BadInputException if the file is missing, damaged, or has another hash
     */
    public static SortedMap<String, Tensor> tensors(HashedFile file) throws IOException {
        if (ImportedWeights.isAt(file.path())) {
            ImportedWeights imported = ImportedWeights.read(file.path());
            file.require(imported.provenance().sourceSha256());
            return imported.tensors();
        }
        file.verify();
        return WeightFile.read(file.path()).tensors();
    }
}
