package org.dcd.transforms.files.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.files.safetensors.Tensor;

/**
 * Weights imported by {@code dcd weights import}: a JSON file with their provenance, and their files in the same
 * folder.
 *
 * @param path path of the JSON file
 * @param provenance contents of the JSON file
 */
public record ImportedWeights(Path path, Provenance provenance) {
    /** Extension of provenance files. */
    public static final String SUFFIX = ".json";

    private static final int MAX_LENGTH = 1 << 16;
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    /** Whether a path refers to imported weights, not to a weight file. */
    public static boolean isAt(Path path) {
        return path.toString().endsWith(SUFFIX);
    }

    /**
     * Reads a provenance file.
     *
     * @throws BadInputException if it is missing or damaged
     */
    public static ImportedWeights read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new BadInputException(
                    path + " does not exist or is not a file; import the weights first: dcd weights import FILE");
        }
        try {
            if (Files.size(path) > MAX_LENGTH) {
                throw new IllegalArgumentException("has more than " + MAX_LENGTH + " bytes");
            }
            Provenance provenance = JSON.readValue(Files.readAllBytes(path), Provenance.class);
            if (provenance == null) {
                throw new IllegalArgumentException("is empty");
            }
            return new ImportedWeights(path, provenance);
        } catch (JsonProcessingException e) {
            throw damaged(path, e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw damaged(path, e.getMessage(), e);
        }
    }

    private static BadInputException damaged(Path path, String problem, Exception e) {
        return new BadInputException(
                path + ": not a valid provenance file of imported weights (" + problem + "); import them again", e);
    }

    /** Writes the provenance file atomically. */
    public void write() throws IOException {
        byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(provenance);
        folder().write(path.getFileName().toString(), out -> {
            out.write(json);
            out.write('\n');
        });
    }

    /** Folder with the files. */
    public Folder folder() {
        return Folder.at(path.toAbsolutePath().getParent().toString());
    }

    /**
     * Checks that all files exist. Their contents are checked when they are read.
     *
     * @throws BadInputException if one is missing
     */
    public void checkFiles() {
        for (String file : provenance.files().keySet()) {
            if (!folder().exists(file)) {
                throw new BadInputException(
                        path + ": file " + file + " of the imported weights is missing; import them again");
            }
        }
    }

    /**
     * Reads the tensors, named as in the imported file.
     *
     * @throws BadInputException if a file is missing or changed after the import
     */
    public SortedMap<String, Tensor> tensors() throws IOException {
        checkFiles();
        String file = provenance.tensors();
        Path tensors = Path.of(folder().location()).resolve(file);
        return WeightFile.read(tensors, provenance.files().get(file)).tensors();
    }
}
