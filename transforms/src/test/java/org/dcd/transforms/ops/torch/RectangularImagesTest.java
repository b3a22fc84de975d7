package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.model.NoiseEmbedding;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images that are not square: transposing image and kernels transposes the output of the network. */
class RectangularImagesTest {
    private static final ImageShape TALL = new ImageShape(2, 16, 8);
    private static final ImageShape WIDE = new ImageShape(2, 8, 16);
    private static final float[] SIGMA = {0.1f, 1, 10};

    @ParameterizedTest
    @EnumSource
    void theNetworkIsEquivariantToTransposition(SongUNet.Encoder encoder) {
        SongUNet network = new SongUNet(
                16, List.of(1, 2, 1), 1, List.of(8), 0, NoiseEmbedding.POSITIONAL, 1, encoder, List.of(1, 3, 3, 1), 0);
        ConditionedDenoiser tall = ConditionedDenoiser.of(network, TALL);
        // attention is configured by height: height 8 of the tall image corresponds to height 4 of the wide one
        ConditionedDenoiser wide = ConditionedDenoiser.of(withAttention(network, 4), WIDE);
        List<ParameterSpec> tallParameters = tall.summary().parameters();
        List<ParameterSpec> wideParameters = wide.summary().parameters();
        assertThat(wideParameters).hasSameSizeAs(tallParameters);
        Map<String, float[]> tallWeights = new HashMap<>();
        Map<String, float[]> wideWeights = new HashMap<>();
        for (int i = 0; i < tallParameters.size(); i++) {
            ParameterSpec spec = tallParameters.get(i);
            float[] drawn = Seeds.normal(i, (int) spec.size());
            for (int k = 0; k < drawn.length; k++) {
                drawn[k] *= 0.2f;
            }
            tallWeights.put(spec.name(), drawn);
            boolean kernel = spec.shape().length == 4;
            int side = kernel ? (int) spec.shape()[3] : 1;
            wideWeights.put(wideParameters.get(i).name(), kernel ? transposed(drawn, side, side) : drawn);
        }
        float[] x = Seeds.normal(7, SIGMA.length * TALL.size());

        float[] expected = transposed(denoise(tall, tallWeights, TALL, x), 16, 8);
        float[] found = denoise(wide, wideWeights, WIDE, transposed(x, 16, 8));

        assertThat(expected).hasSameSizeAs(found);
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).as("element %d", i).isCloseTo(expected[i], within(1e-4f));
        }
    }

    private static SongUNet withAttention(SongUNet network, int height) {
        return new SongUNet(
                network.channels(),
                network.multipliers(),
                network.blocks(),
                List.of(height),
                network.dropout(),
                network.embedding(),
                network.noiseMultiplier(),
                network.encoder(),
                network.resampleFilter(),
                network.augmentLabels());
    }

    private static float[] denoise(
            ConditionedDenoiser denoiser, Map<String, float[]> weights, ImageShape shape, float[] x) {
        String prefix = TorchFunction.PREFIX + "model.";
        try (TorchFunction function = TorchFunction.of(
                TorchEngine.cpu(),
                "denoiser",
                weights,
                ops -> denoiser.denoise(ops, prefix, ops.input("x", shape), ops.input("sigma"), null))) {
            return function.value(SIGMA.length, Map.of("x", x, "sigma", SIGMA));
        }
    }

    /** Transposes each of several consecutive matrices [rows, columns]. */
    private static float[] transposed(float[] matrices, int rows, int columns) {
        float[] turned = new float[matrices.length];
        for (int at = 0; at < matrices.length; at++) {
            int matrix = at / (rows * columns);
            int row = at / columns % rows;
            int column = at % columns;
            turned[(matrix * columns + column) * rows + row] = matrices[at];
        }
        return turned;
    }
}
