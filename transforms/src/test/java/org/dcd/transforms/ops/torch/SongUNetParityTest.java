package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.Condition;
import org.dcd.transforms.model.Preconditioning;
import org.junit.jupiter.api.Test;

class SongUNetParityTest {
    private static final ImageShape SHAPE = new ImageShape(1, 16, 16);

    @Test
    void denoisesAsTheReferenceImplementation() {
        Map<String, float[]> arrays = EdmReference.tensors("ddpmpp-16-grey-arrays");
        Map<String, float[]> weights = EdmReference.tensors("ddpmpp-16-grey");
        try (TorchFunction function = TorchFunction.of(
                TorchEngine.cpu(),
                "denoiser",
                weights,
                ops -> Preconditioning.denoise(
                        ops,
                        EdmReference.NETWORK,
                        TorchFunction.PREFIX + "model.",
                        SHAPE,
                        ops.input("x", SHAPE),
                        ops.input("sigma"),
                        Condition.none()))) {
            float[] denoised = function.value(4, Map.of("x", arrays.get("x"), "sigma", arrays.get("sigma")));
            float[] expected = arrays.get("D");
            for (int i = 0; i < expected.length; i++) {
                assertThat(denoised[i]).as("pixel %d", i).isCloseTo(expected[i], within(1e-5f));
            }
        }
    }
}
