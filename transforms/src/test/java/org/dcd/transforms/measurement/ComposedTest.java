package org.dcd.transforms.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Downsample.Method;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.junit.jupiter.api.Test;

class ComposedTest {
    private static final ImageShape IMAGE = new ImageShape(1, 2, 4);
    private static final Composed MASK_THEN_MEAN =
            new Composed(List.of(new RandomMask(0.5), new Downsample(2, Method.AVERAGE), new RandomMask(0.5)));

    @Test
    void appliesItsPartsInOrderEachWithItsOwnParameters() {
        float[] parameters = {1, 0, 1, 1, 1, 1, 0, 1, /* of the last mask */ 1, 0};
        float[] x = {4, 9, 1, 1, 8, 4, 1, 1};
        try (TorchFunction torch = TorchFunction.of(
                TorchEngine.cpu(),
                "composed",
                Map.of(),
                ops -> MASK_THEN_MEAN.apply(
                        ops,
                        ops.input("x", IMAGE),
                        ops.input("operator", MASK_THEN_MEAN.parameterShape(IMAGE)),
                        IMAGE))) {
            float[] y = torch.value(1, Map.of("x", x, "operator", parameters));
            assertThat(y).containsExactly(4, 0);
        }
    }

    @Test
    void hasTheParametersOfAllPartsAndTheShapeOfTheLast() {
        assertThat(MASK_THEN_MEAN.parameterShape(IMAGE)).hasValue(new ImageShape(1, 1, 10));
        assertThat(MASK_THEN_MEAN.measurementShape(IMAGE)).isEqualTo(new ImageShape(1, 1, 2));
        assertThat(new Composed(List.of(new Identity())).parameterShape(IMAGE)).isEmpty();
    }

    @Test
    void equalPartsHaveDifferentParameters() {
        ImageShape image = new ImageShape(1, 10, 10);
        float[] drawn = new Composed(List.of(new RandomMask(0.5), new RandomMask(0.5))).drawParameters(image, 1);
        assertThat(Arrays.copyOfRange(drawn, 0, 100)).isNotEqualTo(Arrays.copyOfRange(drawn, 100, 200));
    }

    @Test
    void checksTheInputOfEveryPart() {
        Composed twice = new Composed(List.of(new Downsample(2, Method.AVERAGE), new Downsample(2, Method.AVERAGE)));
        assertThatThrownBy(() -> twice.checkImage(new ImageShape(1, 6, 8)))
                .hasMessageContaining("downsample.factor")
                .hasMessageContaining("1x3x4");
        assertThatThrownBy(() -> new Composed(List.of())).hasMessageContaining("composed.operators");
    }
}
