package org.dcd.transforms.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.ShapeOps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainable scalars of the published sizes, counted in NVlabs/edm's own SongUNet (unconditional, augment_dim 9). */
class SongUNetSizesTest {
    private static final List<Integer> CIFAR = List.of(2, 2, 2);
    private static final List<Integer> LARGE = List.of(1, 2, 2, 2);

    @ParameterizedTest
    @CsvSource({
        "false, 32, 9, 55733891",
        "false, 32, 0, 55732739",
        "false, 64, 9, 61805571",
        "false, 64, 0, 61804419",
        "true, 32, 9, 56397827",
        "true, 32, 0, 56395523",
        "true, 64, 9, 62761091",
        "true, 64, 0, 62758787"
    })
    void hasAsManyParametersAsTheReferenceImplementation(boolean ncsnpp, int side, int labels, long expected) {
        assertThat(walk(network(ncsnpp, side == 32 ? CIFAR : LARGE, labels), side).parameters().stream()
                        .filter(parameter -> !parameter.name().endsWith("map_noise.freqs"))
                        .mapToLong(ParameterSpec::size)
                        .sum())
                .isEqualTo(expected);
    }

    @Test
    void namesParametersAsTheReferenceImplementation() {
        assertThat(walk(network(true, CIFAR, 9), 32).parameters())
                .extracting(ParameterSpec::name)
                .contains(
                        "map_noise.freqs",
                        "map_augment.weight",
                        "enc.16x16_aux_residual.weight",
                        "enc.8x8_aux_residual.bias",
                        "dec.16x16_up.skip.bias",
                        "dec.32x32_aux_conv.weight");
    }

    @Test
    void rejectsAsymmetricFilters() {
        assertThatThrownBy(() -> withFilter(List.of(1, 3, 3, 2)))
                .hasMessageContaining("song-unet.resample-filter")
                .hasMessageContaining("[1, 3, 3, 2]");
        assertThatThrownBy(() -> withFilter(List.of(1, 2, 1))).hasMessageContaining("[1, 2, 1]");
    }

    private static SongUNet withFilter(List<Integer> filter) {
        return new SongUNet(
                16, CIFAR, 1, List.of(), 0, NoiseEmbedding.POSITIONAL, 1, SongUNet.Encoder.STANDARD, filter, 0);
    }

    private static SongUNet network(boolean ncsnpp, List<Integer> multipliers, int labels) {
        return new SongUNet(
                128,
                multipliers,
                4,
                List.of(16),
                0.13,
                ncsnpp ? NoiseEmbedding.FOURIER : NoiseEmbedding.POSITIONAL,
                ncsnpp ? 2 : 1,
                ncsnpp ? SongUNet.Encoder.RESIDUAL : SongUNet.Encoder.STANDARD,
                ncsnpp ? List.of(1, 3, 3, 1) : List.of(1, 1),
                labels);
    }

    private static ShapeOps walk(SongUNet network, int side) {
        ShapeOps ops = new ShapeOps();
        ImageShape shape = new ImageShape(3, side, side);
        long[] level = {1};
        if (network.augmentLabels() == 0) {
            network.apply(ops, "", shape.batch(1), level, shape, 0);
        } else {
            long[] labels = {1, network.augmentLabels()};
            network.applyAugmented(ops, "", shape.batch(1), level, labels, shape, 0);
        }
        return ops;
    }
}
