package org.dcd.transforms.generator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.TensorFile;
import org.dcd.transforms.files.safetensors.TensorSource;

/**
 * A candidate whose averaged weights a distil stage stored for later stages, with 4 bytes per parameter.
 *
 * @param file name of the weight file
 * @param kimg thousands of images processed by training before this candidate
 * @param proximalFd proximal distance, by which candidates are selected
 * @param eligible whether the candidate could be selected
 */
public record KeptCandidate(String file, double kimg, double proximalFd, boolean eligible) {
    private static final String PREFIX = "candidate-";
    private static final String SUFFIX = ".safetensors";
    private static final String KIMG = "kimg";
    private static final String PROXIMAL_FD = "proximal-fd";
    private static final String ELIGIBLE = "eligible";

    /**
     * Returns the candidate of a training step. The file name depends on the step, so a repeated step overwrites it.
     */
    public static KeptCandidate of(long step, double kimg, double proximalFd, boolean eligible) {
        return new KeptCandidate(
                PREFIX + String.format(Locale.ROOT, "%09d", step) + SUFFIX, kimg, proximalFd, eligible);
    }

    /**
     * Writes the weight file.
     *
     * @param weights weights of the generator by parameter name
     */
    public void write(Folder folder, Map<String, ? extends TensorSource> weights) throws IOException {
        Safetensors.write(
                folder,
                file,
                weights,
                Map.of(
                        KIMG, Double.toString(kimg),
                        PROXIMAL_FD, Double.toString(proximalFd),
                        ELIGIBLE, Boolean.toString(eligible)));
    }

    /** Weight files of all candidates of a distil stage, in the order of training. */
    public static List<String> files(Folder folder) throws IOException {
        return folder.list().stream()
                .filter(name -> name.startsWith(PREFIX) && name.endsWith(SUFFIX))
                .sorted()
                .toList();
    }

    /**
     * Reads the metadata of a weight file.
     *
     * @throws DamagedFileException if the file was not written by {@link #write}
     */
    public static KeptCandidate of(Folder folder, String file, TensorFile stored) {
        try {
            Map<String, String> metadata = stored.metadata();
            return new KeptCandidate(
                    file,
                    Double.parseDouble(metadata.getOrDefault(KIMG, "")),
                    Double.parseDouble(metadata.getOrDefault(PROXIMAL_FD, "")),
                    Boolean.parseBoolean(metadata.get(ELIGIBLE)));
        } catch (NumberFormatException e) {
            throw new DamagedFileException(folder, file, "has no valid metadata of a candidate: " + e.getMessage(), e);
        }
    }

    /** The selected candidate: the first one with the smallest proximal distance among the eligible ones. */
    public static KeptCandidate selected(List<KeptCandidate> candidates) {
        List<KeptCandidate> eligible = new ArrayList<>(candidates);
        eligible.removeIf(candidate -> !candidate.eligible);
        return eligible.stream()
                .min(Comparator.comparingDouble(KeptCandidate::proximalFd))
                .orElseThrow(
                        () -> new IllegalStateException("none of " + candidates.size() + " candidates is eligible"));
    }
}
