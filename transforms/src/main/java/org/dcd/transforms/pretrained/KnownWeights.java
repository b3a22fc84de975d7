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
public interface KnownWeights {
    /** What they are, in a few words. */
    String title();

    /** How images are given to the network, or what else its users have to know, for the provenance. */
    String convention();

    /** Where they are published, best first. */
    List<Published> published();

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
}
