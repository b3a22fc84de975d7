package org.dcd.transforms.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.Tensor;

/**
 * The state of a training, from which it resumes to the same result.
 *
 * @param step number of finished steps
 * @param rollbacks number of rollbacks
 * @param numbers other numbers by name, such as the state of the divergence guard
 * @param tensors weights, moments of the optimiser and averages by name
 */
public record Checkpoint(long step, int rollbacks, Map<String, double[]> numbers, Map<String, Tensor> tensors) {
    /** Name of the file in the work folder; it is not published. */
    public static final String FILE = "checkpoint.safetensors";

    private static final String STEP = "step";
    private static final String ROLLBACKS = "rollbacks";
    private static final String KEY = "key";
    private static final String NUMBERS = "numbers/";

    /** Replaces the checkpoint of a folder, atomically. */
    void write(Folder folder, String key) throws IOException {
        Map<String, Tensor> all = new LinkedHashMap<>(tensors);
        numbers.forEach((name, values) -> all.put(NUMBERS + name, Tensor.of(values, values.length)));
        new Safetensors(all, Map.of(STEP, Long.toString(step), ROLLBACKS, Integer.toString(rollbacks), KEY, key))
                .write(folder, FILE);
    }

    /**
     * Reads the checkpoint of a folder.
     *
     * @param key key of the stage
     * @return empty when there is none, or that of another stage
     * @throws DamagedFileException when the file is damaged
     */
    public static Optional<Checkpoint> read(Folder folder, String key) throws IOException {
        if (!folder.exists(FILE)) {
            return Optional.empty();
        }
        Safetensors stored = Safetensors.read(folder, FILE);
        if (!key.equals(stored.metadata().get(KEY))) {
            return Optional.empty();
        }
        Map<String, double[]> numbers = new LinkedHashMap<>();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        stored.tensors().forEach((name, tensor) -> {
            if (name.startsWith(NUMBERS)) {
                numbers.put(name.substring(NUMBERS.length()), tensor.doubles());
            } else {
                tensors.put(name, tensor);
            }
        });
        return Optional.of(new Checkpoint(
                count(folder, stored, STEP), Math.toIntExact(count(folder, stored, ROLLBACKS)), numbers, tensors));
    }

    private static long count(Folder folder, Safetensors stored, String name) {
        String text = stored.metadata().getOrDefault(name, "");
        if (!text.matches("\\d{1,9}")) {
            throw new DamagedFileException(folder, FILE, "has the " + name + " '" + text + "'");
        }
        return Long.parseLong(text);
    }
}
