package org.dcd.transforms.files.weights;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.transforms.files.safetensors.Tensor;

/** Tensors that others wrote, held to what a network needs. */
public final class TensorCheck {
    private TensorCheck() {}

    /**
     * All tensors of a network, and no others.
     *
     * @param shapes of them by name
     * @throws IllegalArgumentException as {@link #floats} does
     */
    public static SortedMap<String, Tensor> all(
            Map<String, Tensor> tensors, Map<String, long[]> shapes, String network) {
        SortedMap<String, Tensor> all = new TreeMap<>();
        shapes.forEach((name, shape) -> {
            floats(tensors, name, network, shape);
            all.put(name, tensors.get(name));
        });
        return all;
    }

    /**
     * The values of a tensor.
     *
     * @param network what messages call the network
     * @throws IllegalArgumentException naming a tensor that is missing, of another shape or type, or not finite
     */
    public static float[] floats(Map<String, Tensor> tensors, String name, String network, long... shape) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("there is no tensor " + name + ", which " + network + " has");
        }
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new IllegalArgumentException(name + " has shape " + Arrays.toString(tensor.shape()) + ", not "
                    + Arrays.toString(shape) + " as in " + network);
        }
        if (tensor.type() != Tensor.Type.F32) {
            throw new IllegalArgumentException(
                    name + " has elements of " + tensor.type() + ", not float32 or shorter as in " + network);
        }
        float[] values = tensor.floats();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(name + " is " + values[i] + " at " + i);
            }
        }
        return values;
    }
}
