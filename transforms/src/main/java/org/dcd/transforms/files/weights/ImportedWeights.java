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
 * Weights that {@code dcd weights import} took: a JSON file of their provenance, with their files beside it.
 *
 * @param path of the JSON file
 */
public record ImportedWeights(Path path, Provenance provenance) {
    /** Ending of the files of provenance. */
    public static final String SUFFIX = ".json";

    private static final int LONGEST = 1 << 16;
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    /** Whether a path is that of imported weights, rather than of a file of weights. */
    public static boolean isAt(Path path) {
        return path.toString().endsWith(SUFFIX);
    }

    /**
     * Reads the provenance.
     *
     * @throws BadInputException when it is missing or damaged
     */
    public static ImportedWeights read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new BadInputException(path + " is not a file; import the weights first: dcd weights import FILE");
        }
        try {
            if (Files.size(path) > LONGEST) {
                throw new IllegalArgumentException("has more than " + LONGEST + " bytes");
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
                path + ": not the provenance of imported weights (" + problem + "); import them again", e);
    }

    /** Writes the provenance, whole or not at all. */
    public void write() throws IOException {
        byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(provenance);
        folder().write(path.getFileName().toString(), out -> {
            out.write(json);
            out.write('\n');
        });
    }

    /** Where the files lie. */
    public Folder folder() {
        return Folder.at(path.toAbsolutePath().getParent().toString());
    }

    /**
     * Holds that all files are there; their contents are checked when they are read.
     *
     * @throws BadInputException naming one that is not
     */
    public void checkFiles() {
        for (String file : provenance.files().keySet()) {
            if (!folder().exists(file)) {
                throw new BadInputException(path + ": its file " + file + " is missing; import the weights again");
            }
        }
    }

    /**
     * The tensors, under the names of the file that was imported.
     *
     * @throws BadInputException when they are not those that were imported
     */
    public SortedMap<String, Tensor> tensors() throws IOException {
        checkFiles();
        String file = provenance.tensors();
        Path tensors = Path.of(folder().location()).resolve(file);
        return WeightFile.read(tensors, provenance.files().get(file)).tensors();
    }
}
