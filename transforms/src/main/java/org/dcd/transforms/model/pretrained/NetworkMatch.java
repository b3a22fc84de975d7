package org.dcd.transforms.model.pretrained;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.ParameterSpec;

/** Checks tensors of a file against a network: equal names, shapes and resampling filters, finite values. */
final class NetworkMatch {
    /** Buffers with the resampling filter of EDM's convolutions. Here the filter is a setting of the network. */
    private static final String FILTER = ".resample_filter";
    /** Layer of augmentation labels. It is not evaluated without labels. */
    private static final String AUGMENT = DenoiserSummary.PREFIX + "map_augment.weight";

    private static final double TOLERANCE = 1e-6;

    private final Map<String, Tensor> tensors;
    private final Denoiser network;
    private final ImageShape shape;
    private final int conditionChannels;
    private final List<ParameterSpec> parameters;

    NetworkMatch(Map<String, Tensor> tensors, Denoiser network, ImageShape shape, int conditionChannels) {
        this.tensors = tensors;
        this.network = network;
        this.shape = shape;
        this.conditionChannels = conditionChannels;
        this.parameters =
                DenoiserSummary.inTraining(network, shape, conditionChannels).parameters();
    }

    /** All parameters of the network, including the layer of augmentation labels. */
    List<ParameterSpec> parameters() {
        return parameters;
    }

    /**
     * Checks all tensors.
     *
     * @throws IllegalArgumentException for the first one that does not match, with expected and actual value
     */
    void check() {
        int resolution = new InferredArchitecture(tensors).resolution();
        if (resolution != shape.height()) {
            throw new IllegalArgumentException("the network is for images of height " + resolution
                    + ", but the images are " + shape + "; use images of its size, or another network");
        }
        Set<String> expected = new HashSet<>();
        for (ParameterSpec parameter : parameters) {
            expected.add(parameter.name());
            check(parameter);
        }
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            String name = entry.getKey();
            if (name.endsWith(FILTER)) {
                checkFilter(name, entry.getValue());
            } else if (!expected.contains(name) && !name.equals(AUGMENT)) {
                throw new IllegalArgumentException("tensor " + name.replaceAll("\\p{Cntrl}", "?") + " of shape "
                        + Arrays.toString(entry.getValue().shape()) + " does not exist in " + description());
            }
        }
    }

    private void check(ParameterSpec parameter) {
        String name = parameter.name();
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("tensor " + name + " is missing; " + description()
                    + " has it with shape " + Arrays.toString(parameter.shape()));
        }
        if (!Arrays.equals(tensor.shape(), parameter.shape())) {
            throw new IllegalArgumentException("tensor " + name + " has shape " + Arrays.toString(tensor.shape())
                    + ", expected " + Arrays.toString(parameter.shape()) + " as in " + description());
        }
        if (tensor.type() != Tensor.Type.F32) {
            throw new IllegalArgumentException("tensor " + name + " has elements of type " + tensor.type()
                    + ", expected single or half precision; convert the network in Python first: net.float()");
        }
        float[] values = tensor.floats();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("tensor " + name + " is " + values[i] + " at " + i
                        + "; training diverged or the file is damaged, use another file");
            }
        }
    }

    /** Compares with f fᵀ / (Σ f)², where f are the taps of the settings. */
    private void checkFilter(String name, Tensor filter) {
        List<Integer> taps = network instanceof SongUNet unet ? unet.resampleFilter() : List.of();
        int n = taps.size();
        double sum = taps.stream().mapToInt(Integer::intValue).sum();
        boolean same = filter.type() == Tensor.Type.F32 && Arrays.equals(filter.shape(), new long[] {1, 1, n, n});
        float[] values = same ? filter.floats() : new float[0];
        for (int i = 0; i < values.length; i++) {
            same &= Math.abs(values[i] - taps.get(i / n) * taps.get(i % n) / (sum * sum)) <= TOLERANCE;
        }
        if (!same) {
            throw new IllegalArgumentException("tensor " + name + ", " + filter + ", differs from resample-filter "
                    + taps + " of " + description());
        }
    }

    private String description() {
        return "the configured network for " + shape
                + (conditionChannels == 0 ? "" : " with " + Count.of(conditionChannels, "conditioning channel")) + ", "
                + network;
    }
}
