package org.dcd.transforms.files.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.HashCache;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.safetensors.Tensor;

/** A file of weights, or the provenance of imported ones, which are known by the hash of the file that they were. */
public final class WeightSource {
    private WeightSource() {}

    /**
     * The file with its SHA-256, or that of the file that was imported.
     *
     * @throws BadInputException when it is missing or damaged
     */
    public static HashedFile hashed(Path path) throws IOException {
        return new HashedFile(
                path,
                ImportedWeights.isAt(path)
                        ? ImportedWeights.read(path).provenance().sourceSha256()
                        : WeightFile.sha256(path));
    }

    /**
     * The SHA-256 of the file, or of the file that was imported.
     *
     * @param cache asked before a file is read
     * @throws BadInputException when a provenance is missing or damaged
     */
    public static String sha256(Path path, HashCache cache) throws IOException {
        return ImportedWeights.isAt(path)
                ? ImportedWeights.read(path).provenance().sourceSha256()
                : cache.sha256(path);
    }

    /**
     * All tensors of the one that is meant.
     *
     * @throws BadInputException when it is another, missing or damaged
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
