package org.dcd.transforms.features.inception;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.weights.TensorCheck;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.ShapeOps;

/** Converts state dicts of torch-fidelity or pytorch-fid to the parameters of Inception-v3. */
public final class InceptionWeights {
    /** ε of the batch normalisations. */
    private static final double EPSILON = 1e-3;
    /** A tensor that identifies the network. */
    private static final String MARK = "Mixed_7c.branch3x3dbl_3b.conv.weight";

    private static final Pattern NEEDED = Pattern.compile(
            "(?!AuxLogits).*\\.(conv\\.weight|bn\\.(weight|bias|running_mean|running_var))|fc\\.weight");

    private InceptionWeights() {}

    /** Whether a state dict is one of Inception-v3, according to its tensor names. */
    public static boolean isIn(Map<String, ?> state) {
        return state.containsKey(MARK);
    }

    /** Whether {@link #fold} needs a tensor; it does not need the auxiliary classifier. */
    public static boolean needs(String name) {
        return NEEDED.matcher(name).matches();
    }

    /**
     * Folds each batch normalisation into the preceding convolution: weight w γ/√(σ² + ε), bias β - μ γ/√(σ² + ε).
     *
     * @param state {@code NAME.conv.weight}, {@code NAME.bn.weight}, {@code .bias}, {@code .running_mean},
     *     {@code .running_var} of every convolution, and {@code fc.weight}; other tensors are ignored
     * @return weights by parameter name
     * @throws IllegalArgumentException if a tensor is missing, has another shape, or is not finite
     */
    public static Map<String, Tensor> fold(Map<String, Tensor> state) {
        ShapeOps shapes = new ShapeOps();
        new InceptionNetwork(new ImageShape(3, 299, 299), Convention.TORCH_FIDELITY)
                .apply(shapes, "", new long[] {1, 3, 299, 299});
        Map<String, Tensor> folded = new LinkedHashMap<>();
        for (ParameterSpec parameter : shapes.parameters()) {
            String name = parameter.name();
            if (name.equals("fc.weight")) {
                folded.put(name, Tensor.of(tensor(state, name, parameter.shape()), parameter.shape()));
            } else if (name.endsWith(".weight")) {
                String layer = name.substring(0, name.length() - ".weight".length());
                fold(state, layer, parameter.shape(), folded);
            }
        }
        return folded;
    }

    private static void fold(Map<String, Tensor> state, String layer, long[] shape, Map<String, Tensor> folded) {
        int out = Math.toIntExact(shape[0]);
        float[] weight = tensor(state, layer + ".conv.weight", shape);
        float[] gamma = tensor(state, layer + ".bn.weight", out);
        float[] beta = tensor(state, layer + ".bn.bias", out);
        float[] mean = tensor(state, layer + ".bn.running_mean", out);
        float[] variance = tensor(state, layer + ".bn.running_var", out);
        int each = weight.length / out;
        float[] bias = new float[out];
        for (int i = 0; i < out; i++) {
            double scale = gamma[i] / Math.sqrt(variance[i] + EPSILON);
            for (int k = 0; k < each; k++) {
                weight[i * each + k] = (float) (weight[i * each + k] * scale);
            }
            bias[i] = (float) (beta[i] - mean[i] * scale);
            if (!Double.isFinite(scale)) {
                throw new IllegalArgumentException(layer + ".bn.running_var is " + variance[i] + " at " + i);
            }
        }
        folded.put(layer + ".weight", Tensor.of(weight, shape));
        folded.put(layer + ".bias", Tensor.of(bias, out));
    }

    private static float[] tensor(Map<String, Tensor> state, String name, long... shape) {
        return TensorCheck.floats(state, name, "Inception-v3", shape);
    }
}
