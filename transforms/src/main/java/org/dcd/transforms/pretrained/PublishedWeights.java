package org.dcd.transforms.pretrained;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.dcd.transforms.files.safetensors.Tensor;

/**
 * Published weights that {@code dcd weights import} accepts: an open family of records without components. The
 * registered name becomes the name of the imported weights. A file is recognised by the names and shapes of its
 * tensors, not by its file name.
 */
public interface PublishedWeights {
    /** Short description. */
    String title();

    /** How images are passed to the network, and other facts that users need; part of the provenance. */
    String convention();

    /** Published files with these weights, in order of preference. */
    List<PublishedFile> published();

    /**
     * Whether a file contains these weights.
     *
     * @param shapes shapes of all tensors of the file by name, untrusted
     */
    boolean isIn(SortedMap<String, long[]> shapes);

    /** Whether a tensor of such a file is needed. Other tensors are not read. */
    default boolean needs(String tensor) {
        return true;
    }

    /**
     * Checks the tensors and returns those of the network, with the names of the file. They are stored as safetensors.
     *
     * @param tensors needed tensors of the file
     * @throws IllegalArgumentException if a tensor is missing, has another shape or type, or is not finite
     */
    SortedMap<String, Tensor> check(SortedMap<String, Tensor> tensors);

    /**
     * Returns ONNX models that can be exported from these weights alone, by file name. They are stored next to the
     * tensors. The import checks that ONNX Runtime opens them.
     *
     * @param tensors result of {@link #check}
     */
    default Map<String, byte[]> models(SortedMap<String, Tensor> tensors) throws IOException {
        return Map.of();
    }

    /**
     * A published weight file.
     *
     * @param project project that published it
     * @param file its name in the project
     * @param sha256 its SHA-256 or the first digits of it, such as the 8 in PyTorch's file names; empty if unknown
     */
    record PublishedFile(String project, String file, String sha256) {
        public PublishedFile {
            if (!sha256.matches("|[0-9a-f]{8,64}")) {
                throw new IllegalArgumentException(
                        "sha256 must have 8 to 64 hexadecimal digits in lower case, was '" + sha256 + "'");
            }
        }

        /** Whether a hash matches the known digits; false if none are known. */
        public boolean is(String hash) {
            return !sha256.isEmpty() && hash.startsWith(sha256);
        }
    }
}
