package org.dcd.transforms.files.safetensors;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.image.ImageShape;

/** Files with the weights of networks that this project trained. */
public final class Weights {
    private Weights() {}

    /**
     * Writes weights as safetensors.
     *
     * @param folder target folder
     * @param file name of the file
     * @param name name of the network, such as {@code teacher}
     * @param weights F32 tensors by parameter name
     * @param macs multiply-accumulates per evaluation of one image
     * @param shape [c, h, w] of an image
     * @return entry for the manifest of the stage
     */
    public static ModelArtifact write(
            Folder folder, String file, String name, Map<String, Tensor> weights, long macs, ImageShape shape)
            throws IOException {
        new Safetensors(weights, Map.of()).write(folder, file);
        long parameters = weights.values().stream()
                .mapToLong(tensor -> tensor.floats().length)
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

    /** Reads weights by parameter name, row-major. */
    public static Map<String, float[]> read(Folder folder, String file) throws IOException {
        Map<String, float[]> values = new LinkedHashMap<>();
        Safetensors.read(folder, file).tensors().forEach((name, tensor) -> values.put(name, tensor.floats()));
        return values;
    }
}
