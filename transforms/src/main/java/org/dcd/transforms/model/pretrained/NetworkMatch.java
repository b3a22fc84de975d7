package org.dcd.transforms.model.pretrained;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.ParameterSpec;

/** Holds tensors to a network: the same names, the same shapes, finite numbers, the same filters. */
final class NetworkMatch {
    /** Buffers of EDM's convolutions that halve or double a resolution; here the filter is a setting. */
    private static final String FILTER = ".resample_filter";
    /** What tells a network in training how an image was augmented; without labels it is not evaluated. */
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

    /** All that the network has, the layer of augmentation labels included. */
    List<ParameterSpec> parameters() {
        return parameters;
    }

    /** @throws IllegalArgumentException naming the first tensor that does not fit, wanted and found */
    void check() {
        int resolution = new InferredArchitecture(tensors).resolution();
        if (resolution != shape.height()) {
            throw new IllegalArgumentException("the network is of images " + resolution + " high, but here they are "
                    + shape + "; give images of its size, or another network");
        }
        Set<String> wanted = new HashSet<>();
        for (ParameterSpec parameter : parameters) {
            wanted.add(parameter.name());
            check(parameter);
        }
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            String name = entry.getKey();
            if (name.endsWith(FILTER)) {
                checkFilter(name, entry.getValue());
            } else if (!wanted.contains(name) && !name.equals(AUGMENT)) {
                throw new IllegalArgumentException("has tensor " + name.replaceAll("\\p{Cntrl}", "?") + " of shape "
                        + Arrays.toString(entry.getValue().shape()) + ", which " + asked() + " has not");
            }
        }
    }

    private void check(ParameterSpec parameter) {
        String name = parameter.name();
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("has no tensor " + name + ", which " + asked() + " has, of shape "
                    + Arrays.toString(parameter.shape()));
        }
        if (!Arrays.equals(tensor.shape(), parameter.shape())) {
            throw new IllegalArgumentException("tensor " + name + " has shape " + Arrays.toString(tensor.shape())
                    + ", but " + asked() + " wants " + Arrays.toString(parameter.shape()));
        }
        if (tensor.type() != Tensor.Type.F32) {
            throw new IllegalArgumentException("tensor " + name + " has elements " + tensor.type()
                    + ", but single or half precision is wanted; convert the network with Python first: net.float()");
        }
        float[] values = tensor.floats();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("tensor " + name + " is " + values[i] + " at " + i
                        + "; its training diverged, or the file is damaged");
            }
        }
    }

    /** f fᵀ / (Σ f)² of the taps f of the settings. */
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
            throw new IllegalArgumentException(
                    "tensor " + name + ", " + filter + ", is not the resample-filter " + taps + " of " + asked());
        }
    }

    private String asked() {
        return "the network asked for on " + shape
                + (conditionChannels == 0 ? "" : " with " + conditionChannels + " channels of condition") + ", "
                + network;
    }
}
