package org.dcd.transforms.pretrained;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.dcd.transforms.files.safetensors.Tensor;

/**
 * Weights that others trained and published, which {@code dcd weights import} takes: an open family, one record without
 * components each, under the name that the imported weights get. A file is known by the names and shapes of its
 * tensors, never by its own name.
 */
public interface PublishedWeights {
    /** What they are, in a few words. */
    String title();

    /** How images are given to the network, or what else its users have to know, for the provenance. */
    String convention();

    /** Where they are published, best first. */
    List<PublishedFile> published();

    /**
     * Whether a file holds them.
     *
     * @param shapes of all its tensors by name, untrusted
     */
    boolean isIn(SortedMap<String, long[]> shapes);

    /** Whether a tensor of a file that holds them is needed; no other is read. */
    default boolean needs(String tensor) {
        return true;
    }

    /**
     * Those tensors that make the network, under the names of the file, which are kept as safetensors.
     *
     * @param tensors those of the file that are needed
     * @throws IllegalArgumentException naming a tensor that is missing, of another shape or type, or not finite
     */
    SortedMap<String, Tensor> check(SortedMap<String, Tensor> tensors);

    /**
     * ONNX models that they make without knowing anything else, such as the size of images: put beside the tensors, by
     * file name. ONNX Runtime must open each of them.
     *
     * @param tensors as checked
     */
    default Map<String, byte[]> models(SortedMap<String, Tensor> tensors) throws IOException {
        return Map.of();
    }

    /**
     * A published file of weights.
     *
     * @param project that published it
     * @param file its name there
     * @param sha256 of it, or what is known of it: the first digits, of which PyTorch's names carry 8; empty when nothing
     *     is
     */
    record PublishedFile(String project, String file, String sha256) {
        public PublishedFile {
            if (!sha256.matches("|[0-9a-f]{8,64}")) {
                throw new IllegalArgumentException("a SHA-256 has 8 to 64 hex digits in lower case, was '" + sha256 + "'");
            }
        }

        /** Whether a file of a hash is the published one, as far as is known; false when nothing is. */
        public boolean is(String hash) {
            return !sha256.isEmpty() && hash.startsWith(sha256);
        }
    }
}
