package org.dcd.transforms.files.safetensors;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.ModelArtifact;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.image.ImageShape;

/** Files of trained weights. */
public final class Weights {
    private Weights() {}

    /**
     * Writes weights as safetensors.
     *
     * @param name what they are, such as {@code teacher}
     * @param macs multiply-accumulates of one evaluation of one image
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

    /** Values by name, row-major. */
    public static Map<String, float[]> read(Folder folder, String file) throws IOException {
        Map<String, float[]> values = new LinkedHashMap<>();
        Safetensors.read(folder, file).tensors().forEach((name, tensor) -> values.put(name, tensor.floats()));
        return values;
    }
}
