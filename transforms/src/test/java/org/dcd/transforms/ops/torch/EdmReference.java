package org.dcd.transforms.ops.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.model.SongUNet;

/**
 * Results of the reference implementation (NVlabs/edm's own EDMPrecond(SongUNet), PyTorch 1.13, float32, CPU, random
 * weights), kept as safetensors files.
 */
public final class EdmReference {
    /** The network whose results are stored. */
    public static final SongUNet NETWORK = new SongUNet(16, List.of(1, 2), 1, List.of(8), 0);

    private EdmReference() {}

    public static Map<String, float[]> tensors(String name) {
        try (InputStream in = EdmReference.class.getResourceAsStream("/golden/" + name + ".safetensors");
                NDManager manager = TorchEngine.cpu().newManager();
                NDList list = NDList.decode(manager, in)) {
            Map<String, float[]> tensors = new LinkedHashMap<>();
            for (NDArray array : list) {
                tensors.put(array.getName(), array.toFloatArray());
            }
            return tensors;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public static JsonNode numbers() throws IOException {
        return new ObjectMapper().readTree(EdmReference.class.getResourceAsStream("/golden/golden.json"));
    }
}
