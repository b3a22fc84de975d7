package org.dcd.transforms.train;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.safetensors.TensorFile;
import org.dcd.transforms.files.safetensors.TensorSource;

/**
 * The state of a training, from which it resumes to the same result. Tensors are read one at a time: from the device
 * when a checkpoint is written, from the file when training resumes.
 *
 * @param step number of finished steps
 * @param rollbacks number of rollbacks
 * @param numbers other numbers by name, such as the state of the divergence guard
 * @param tensors weights, moments of the optimiser and averages by name
 */
public record Checkpoint(
        long step, int rollbacks, Map<String, double[]> numbers, Map<String, ? extends TensorSource> tensors) {
    /** Name of the file in the work folder; it is not published. */
    public static final String FILE = "checkpoint.safetensors";

    private static final String STEP = "step";
    private static final String ROLLBACKS = "rollbacks";
    private static final String KEY = "key";
    private static final String NUMBERS = "numbers/";

    /** Replaces the checkpoint of a folder, atomically. */
    void write(Folder folder, String key) throws IOException {
        Map<String, TensorSource> all = new LinkedHashMap<>(tensors);
        numbers.forEach((name, values) -> all.put(NUMBERS + name, Tensor.of(values, values.length)));
        Safetensors.write(
                folder, FILE, all, Map.of(STEP, Long.toString(step), ROLLBACKS, Integer.toString(rollbacks), KEY, key));
    }

    /**
     * Opens the checkpoint of a folder. Its tensors are read from the file when they are needed, which must not be
     * replaced before.
     *
     * @param key key of the stage
     * @return empty when there is none, or that of another stage
     * @throws DamagedFileException when the file is damaged
     */
    public static Optional<Checkpoint> read(Folder folder, String key) throws IOException {
        if (!folder.exists(FILE)) {
            return Optional.empty();
        }
        TensorFile stored = TensorFile.open(folder, FILE);
        if (!key.equals(stored.metadata().get(KEY))) {
            return Optional.empty();
        }
        Map<String, double[]> numbers = new LinkedHashMap<>();
        Map<String, TensorSource> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, TensorSource> tensor : stored.tensors().entrySet()) {
            if (tensor.getKey().startsWith(NUMBERS)) {
                numbers.put(tensor.getKey().substring(NUMBERS.length()), numbers(folder, tensor.getValue()));
            } else {
                tensors.put(tensor.getKey(), tensor.getValue());
            }
        }
        return Optional.of(new Checkpoint(
                count(folder, stored, STEP), Math.toIntExact(count(folder, stored, ROLLBACKS)), numbers, tensors));
    }

    private static double[] numbers(Folder folder, TensorSource stored) throws IOException {
        if (stored.type() != Tensor.Type.F64) {
            throw new DamagedFileException(folder, FILE, "has numbers of type " + stored.type() + " instead of F64");
        }
        return stored.load().doubles();
    }

    private static long count(Folder folder, TensorFile stored, String name) {
        String text = stored.metadata().getOrDefault(name, "");
        if (!text.matches("\\d{1,9}")) {
            throw new DamagedFileException(folder, FILE, "has the " + name + " '" + text + "'");
        }
        return Long.parseLong(text);
    }

    /**
     * Checks that a training can resume from this checkpoint, before anything is restored.
     *
     * @param current the state of the training
     * @throws IllegalArgumentException if a tensor or number is missing, or has another shape
     */
    void check(Checkpoint current) {
        current.tensors().forEach((name, expected) -> {
            TensorSource stored = tensors.get(name);
            if (stored == null
                    || stored.type() != expected.type()
                    || !Arrays.equals(stored.shape(), expected.shape())) {
                throw new IllegalArgumentException("tensor " + name + " must be " + text(expected) + ", was "
                        + (stored == null ? "missing" : text(stored)));
            }
        });
        current.numbers().forEach((name, expected) -> {
            double[] stored = numbers.get(name);
            if (stored == null || stored.length != expected.length) {
                throw new IllegalArgumentException("the number of values of " + name + " must be " + expected.length
                        + ", was " + (stored == null ? 0 : stored.length));
            }
        });
    }

    private static String text(TensorSource tensor) {
        return tensor.type() + Arrays.toString(tensor.shape());
    }
}
