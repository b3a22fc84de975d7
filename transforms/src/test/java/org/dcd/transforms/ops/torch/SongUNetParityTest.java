package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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
        TorchProgram.Builder builder = TorchProgram.builder()
                .function(
                        "denoise",
                        ops -> List.of(Preconditioning.denoise(
                                ops,
                                EdmReference.NETWORK,
                                "net/model.",
                                SHAPE,
                                ops.input(0),
                                ops.input(1),
                                Condition.none())));
        TorchEngine engine = TorchEngine.cpu();
        try (TorchProgram program = builder.compile(engine);
                ParameterList net = ParameterList.of(
                        engine, builder.parameters("denoise", "net"), spec -> weights.get(spec.name()))) {
            float[] denoised = program.run(
                            "denoise",
                            Map.of("net", net),
                            List.of(
                                    new HostTensor(arrays.get("x"), 4, 1, 16, 16),
                                    HostTensor.perImage(arrays.get("sigma"))))
                    .get(0);
            float[] expected = arrays.get("D");
            for (int i = 0; i < expected.length; i++) {
                assertThat(denoised[i]).as("pixel %d", i).isCloseTo(expected[i], within(1e-5f));
            }
        }
    }
}
