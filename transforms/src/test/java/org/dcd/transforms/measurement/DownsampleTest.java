package org.dcd.transforms.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Downsample.Method;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.ops.torch.TorchTensor;
import org.junit.jupiter.api.Test;

class DownsampleTest {
    @Test
    void averagesBlocksAndUpsamplesByRepetition() {
        Downsample downsample = new Downsample(2, Method.AVERAGE);
        List<float[]> results = results(downsample, new ImageShape(1, 2, 4), 1, 2, 5, 5, 3, 6, 7, 7);
        assertThat(results.get(0)).containsExactly(3, 6);
        assertThat(results.get(1)).containsExactly(new float[] {3, 3, 6, 6, 3, 3, 6, 6}, within(1e-6f));
    }

    /** Results of Pillow's BICUBIC resize of float images, including borders. */
    @Test
    void bicubicEqualsPillow() {
        float[] eight = {0.1f, -0.4f, 0.9f, 0.3f, -0.8f, 0.5f, -1.0f, 0.7f};
        float[] nine = {0.1f, -0.4f, 0.9f, 0.3f, -0.8f, 0.5f, -1.0f, 0.7f, 0.2f};
        assertThat(bicubic(2, eight))
                .containsExactly(new float[] {-0.03138076f, 0.37065637f, -0.25791505f, -0.05230126f}, within(1e-6f));
        assertThat(bicubic(3, nine))
                .containsExactly(new float[] {0.17199999f, -0.07590362f, 0.06800000f}, within(1e-6f));
    }

    /** The first of equal rows. */
    private static float[] bicubic(int factor, float[] row) {
        float[] rows = new float[factor * row.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row[i % row.length];
        }
        return results(new Downsample(factor, Method.BICUBIC), new ImageShape(1, factor, row.length), rows)
                .get(0);
    }

    @Test
    void keepsConstants() {
        float[] x = new float[64];
        Arrays.fill(x, 0.75f);
        for (Method method : Method.values()) {
            for (float value : results(new Downsample(4, method), new ImageShape(1, 8, 8), x)
                    .get(0)) {
                assertThat(value).isCloseTo(0.75f, within(1e-6f));
            }
        }
    }

    @Test
    void rejectsSidesThatAreNotMultiples() {
        assertThatThrownBy(() -> new Downsample(3, Method.AVERAGE).checkImage(new ImageShape(1, 9, 8)))
                .hasMessage("height and width of images must be multiples of downsample.factor, was 3 for 1x9x8");
        assertThatThrownBy(() -> new Downsample(1, Method.AVERAGE))
                .hasMessage("downsample.factor must be in [2, 64], was 1");
    }

    /** A x and A†A x. */
    private static List<float[]> results(Downsample downsample, ImageShape image, float... x) {
        try (TorchFunction torch = new TorchFunction(TorchEngine.cpu(), "downsample", Map.of(), ops -> {
            TorchTensor y = downsample.apply(ops, ops.input("x", image), null, image);
            return Map.of("y", y, "back", downsample.pseudoInverse(ops, y, null, image));
        })) {
            Map<String, float[]> results = torch.apply(1, Map.of("x", x));
            return List.of(results.get("y"), results.get("back"));
        }
    }
}
