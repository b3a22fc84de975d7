package org.dcd.transforms.files.weights;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.transforms.files.safetensors.Tensor;

/** Checks tensors of a file against the parameters of a network. */
public final class TensorCheck {
    private TensorCheck() {}

    /**
     * Returns the tensors of a network, without others that the file may have.
     *
     * @param tensors tensors of the file by name
     * @param shapes shapes of the parameters by name
     * @param network name of the network in error messages
     * @throws IllegalArgumentException see {@link #floats}
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
     * Returns the values of a tensor, row-major.
     *
     * @param tensors tensors of the file by name
     * @param name name of the tensor
     * @param network name of the network in error messages
     * @param shape expected shape
     * @throws IllegalArgumentException if the tensor is missing, has another shape or type, or is not finite
     */
    public static float[] floats(Map<String, Tensor> tensors, String name, String network, long... shape) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("tensor " + name + " of " + network + " is missing");
        }
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new IllegalArgumentException(name + " has shape " + Arrays.toString(tensor.shape()) + ", but "
                    + network + " has " + Arrays.toString(shape));
        }
        if (tensor.type() != Tensor.Type.F32) {
            throw new IllegalArgumentException(name + " has elements of type " + tensor.type() + ", but " + network
                    + " has float32 or shorter floats");
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
