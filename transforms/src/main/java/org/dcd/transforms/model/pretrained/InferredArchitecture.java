package org.dcd.transforms.model.pretrained;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.model.NoiseEmbedding;
import org.dcd.transforms.model.SongUNet;

/** Infers the settings of a {@link SongUNet} from names and shapes of EDM's tensors. */
final class InferredArchitecture {
    private static final int EMBEDDING_MULTIPLIER = 4;
    /** Largest integer tried as the first filter tap, to find integer taps. */
    private static final int MAX_TAP = 8;

    private static final double ROUNDING = 1e-3;

    private final Map<String, Tensor> tensors;
    private final int resolution;

    /** @throws IllegalArgumentException if the tensors are not those of a {@code SongUNet} */
    InferredArchitecture(Map<String, Tensor> tensors) {
        this.tensors = tensors;
        this.resolution = tensors.keySet().stream()
                .filter(name -> name.matches("model\\.enc\\.[1-9]\\d{0,4}x\\d+_conv\\.weight"))
                .map(name -> Integer.parseInt(name.substring("model.enc.".length(), name.indexOf('x'))))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("tensor model.enc.<N>x<N>_conv.weight is missing"));
    }

    /** Height and width of the images. */
    int resolution() {
        return resolution;
    }

    ImageShape shape() {
        int channels = length("dec." + side(resolution) + "_aux_conv.weight", 0);
        return new ImageShape(channels, resolution, resolution);
    }

    SongUNet network(OptionalDouble dropout) {
        int channels = length("enc." + side(resolution) + "_conv.weight", 0);
        int narrow = length("map_layer0.weight", 1);
        if (length("map_layer0.weight", 0) != EMBEDDING_MULTIPLIER * channels || narrow % channels != 0) {
            throw new IllegalArgumentException("tensor model.map_layer0.weight has shape "
                    + Arrays.toString(tensor("map_layer0.weight").shape()) + ", but its width must be "
                    + EMBEDDING_MULTIPLIER + " times " + channels);
        }
        List<Integer> multipliers = new ArrayList<>();
        List<Integer> attention = new ArrayList<>();
        for (int side : sides()) {
            String block = "enc." + side(side) + "_block0";
            int width = length(block + ".conv0.weight", 0);
            if (width % channels != 0) {
                throw new IllegalArgumentException("tensor model." + block + ".conv0.weight has "
                        + Count.of(width, "channel") + ", not a multiple of " + channels);
            }
            multipliers.add(width / channels);
            if (has(block + ".qkv.weight")) {
                attention.add(side);
            }
        }
        return new SongUNet(
                channels,
                multipliers,
                blocks(),
                attention,
                dropout.orElse(0),
                has("map_noise.freqs") ? NoiseEmbedding.FOURIER : NoiseEmbedding.POSITIONAL,
                narrow / channels,
                sides().size() > 1 && has("enc." + side(sides().get(1)) + "_aux_residual.weight")
                        ? SongUNet.Encoder.RESIDUAL
                        : SongUNet.Encoder.STANDARD,
                taps(),
                has("map_augment.weight") ? length("map_augment.weight", 1) : 0);
    }

    /** Heights of the levels in descending order. */
    private List<Integer> sides() {
        List<Integer> sides = new ArrayList<>();
        for (int side = resolution; side > 0 && has("enc." + side(side) + "_block0.conv0.weight"); side /= 2) {
            sides.add(side);
        }
        return sides;
    }

    private int blocks() {
        int blocks = 0;
        while (has("enc." + side(resolution) + "_block" + blocks + ".conv0.weight")) {
            blocks++;
        }
        return blocks;
    }

    /** Integer taps f of the resampling filter f fᵀ / (Σ f)² after the first level. */
    private List<Integer> taps() {
        if (sides().size() < 2) {
            return List.of(1, 1);
        }
        String name = "enc." + side(sides().get(1)) + "_down.conv0.resample_filter";
        if (!has(name)) {
            throw new IllegalArgumentException("the resampling filter is unknown, as tensor model." + name
                    + " is missing; give the settings of the network, including resample-filter");
        }
        int n = length(name, 3);
        float[] square = tensor(name).floats();
        for (int first = 1; first <= MAX_TAP; first++) {
            List<Integer> taps = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                double tap = first * (double) square[i] / square[0];
                if (Math.abs(tap - Math.rint(tap)) < ROUNDING) {
                    taps.add((int) Math.rint(tap));
                }
            }
            if (taps.size() == n) {
                return taps;
            }
        }
        throw new IllegalArgumentException("tensor model." + name + " is not a filter with small integer taps");
    }

    private static String side(int side) {
        return side + "x" + side;
    }

    private boolean has(String name) {
        return tensors.containsKey(DenoiserSummary.PREFIX + name);
    }

    private Tensor tensor(String name) {
        Tensor tensor = tensors.get(DenoiserSummary.PREFIX + name);
        if (tensor == null) {
            throw new IllegalArgumentException("tensor " + DenoiserSummary.PREFIX + name + " is missing");
        }
        return tensor;
    }

    private int length(String name, int dimension) {
        long[] shape = tensor(name).shape();
        if (shape.length <= dimension || shape[dimension] < 1 || shape[dimension] > 1 << 20) {
            throw new IllegalArgumentException(
                    "tensor " + DenoiserSummary.PREFIX + name + " has invalid shape " + Arrays.toString(shape));
        }
        return (int) shape[dimension];
    }
}
