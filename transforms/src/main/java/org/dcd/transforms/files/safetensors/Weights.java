package org.dcd.transforms.files.safetensors;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.image.ImageShape;

/**
 * The weights of a network by parameter name. They are read one tensor at a time and need not be in memory. Static
 * methods read and write the files of networks that this project trained.
 */
@FunctionalInterface
public interface Weights {
    /** The values of a parameter; empty if there are none. */
    Optional<TensorSource> tensor(String name);

    /** Weights in memory, row-major; each tensor is a vector. */
    static Weights of(Map<String, float[]> values) {
        return name -> Optional.ofNullable(values.get(name)).map(array -> Tensor.of(array, array.length));
    }

    /** Weights by parameter name. */
    static Weights ofTensors(Map<String, ? extends TensorSource> tensors) {
        return name -> Optional.ofNullable(tensors.get(name));
    }

    /**
     * Weights in a file, which are read when they are needed.
     *
     * @throws DamagedFileException if it is not a complete safetensors file
     */
    static Weights open(Folder folder, String file) throws IOException {
        return TensorFile.open(folder, file);
    }

    /** Copies the weights in a file to the heap, by parameter name, row-major. For small networks. */
    static Map<String, float[]> read(Folder folder, String file) throws IOException {
        Map<String, float[]> values = new LinkedHashMap<>();
        TensorFile.open(folder, file).tensors().forEach((name, tensor) -> values.put(name, tensor.floats()));
        return values;
    }

    /**
     * Writes weights as safetensors, one tensor after another.
     *
     * @param folder target folder
     * @param file name of the file
     * @param name name of the network, such as {@code teacher}
     * @param weights F32 tensors by parameter name
     * @param macs multiply-accumulates per evaluation of one image
     * @param shape [c, h, w] of an image
     * @return entry for the manifest of the stage
     */
    static ModelArtifact write(
            Folder folder,
            String file,
            String name,
            Map<String, ? extends TensorSource> weights,
            long macs,
            ImageShape shape)
            throws IOException {
        weights.forEach((parameter, tensor) -> {
            if (tensor.type() != Tensor.Type.F32) {
                throw new IllegalArgumentException(
                        "weights are stored as F32, but parameter " + parameter + " is " + tensor.type());
            }
        });
        Safetensors.write(folder, file, weights, Map.of());
        long parameters = weights.values().stream()
                .mapToLong(tensor -> Tensor.size(tensor.shape()))
                .sum();
        return new ModelArtifact(
                name,
                file,
                "safetensors",
                Sha256.of(folder, file),
                parameters,
                macs,
                List.of(shape.channels(), shape.height(), shape.width()));
    }
}
