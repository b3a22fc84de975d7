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
import org.dcd.transforms.files.safetensors.Tensor;

/**
 * A candidate whose averaged weights a distil stage kept, for later stages: a file of 4 bytes a parameter.
 *
 * @param kimg thousands of images that the generator had seen
 * @param proximalFd the score by which candidates are chosen
 * @param eligible whether it could be chosen
 */
public record KeptCandidate(String file, double kimg, double proximalFd, boolean eligible) {
    private static final String PREFIX = "candidate-";
    private static final String SUFFIX = ".safetensors";
    private static final String KIMG = "kimg";
    private static final String PROXIMAL_FD = "proximal-fd";
    private static final String ELIGIBLE = "eligible";

    /** A candidate of a step of training; the same step has the same file, which a repetition writes over. */
    public static KeptCandidate of(long step, double kimg, double proximalFd, boolean eligible) {
        return new KeptCandidate(
                PREFIX + String.format(Locale.ROOT, "%09d", step) + SUFFIX, kimg, proximalFd, eligible);
    }

    /** @param weights of the generator by name */
    public void write(Folder folder, Map<String, Tensor> weights) throws IOException {
        new Safetensors(
                        weights,
                        Map.of(
                                KIMG, Double.toString(kimg),
                                PROXIMAL_FD, Double.toString(proximalFd),
                                ELIGIBLE, Boolean.toString(eligible)))
                .write(folder, file);
    }

    /** Names of the files of all candidates of a distil stage, in the order of training. */
    public static List<String> files(Folder folder) throws IOException {
        return folder.list().stream()
                .filter(name -> name.startsWith(PREFIX) && name.endsWith(SUFFIX))
                .sorted()
                .toList();
    }

    /** @throws DamagedFileException when the file was not written by {@link #write} */
    public static KeptCandidate of(Folder folder, String file, Safetensors stored) {
        try {
            Map<String, String> told = stored.metadata();
            return new KeptCandidate(
                    file,
                    Double.parseDouble(told.getOrDefault(KIMG, "")),
                    Double.parseDouble(told.getOrDefault(PROXIMAL_FD, "")),
                    Boolean.parseBoolean(told.get(ELIGIBLE)));
        } catch (NumberFormatException e) {
            throw new DamagedFileException(folder, file, "does not tell when it was a candidate: " + e.getMessage(), e);
        }
    }

    /** The one that training chose: the first of the least proximal distance among those that could be chosen. */
    public static KeptCandidate selected(List<KeptCandidate> candidates) {
        List<KeptCandidate> eligible = new ArrayList<>(candidates);
        eligible.removeIf(candidate -> !candidate.eligible);
        return eligible.stream()
                .min(Comparator.comparingDouble(KeptCandidate::proximalFd))
                .orElseThrow(() -> new IllegalStateException("no candidate could be chosen, of " + candidates.size()));
    }
}
