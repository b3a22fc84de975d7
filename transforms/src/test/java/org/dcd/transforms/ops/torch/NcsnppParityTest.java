package org.dcd.transforms.ops.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.export.OnnxParity;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.model.Condition;
import org.dcd.transforms.model.NoiseEmbedding;
import org.dcd.transforms.model.Preconditioning;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.ops.Shapes;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.junit.jupiter.api.Test;

/**
 * NCSN++ against NVlabs/edm's own {@code EDMPrecond(16, 3, model_type="SongUNet", augment_dim=9, model_channels=16,
 * channel_mult=[1,2], num_blocks=1, attn_resolutions=[8], embedding_type="fourier", encoder_type="residual",
 * channel_mult_noise=2, resample_filter=[1,3,3,1])} (PyTorch 1.13, float32, CPU, evaluation mode).
 *
 * <p>Every parameter and the buffer {@code map_noise.freqs} is sin(12.9898 k + p), k = 1, 2, …, where p is the sum of
 * the bytes of the name: times 16 for the frequencies; times √(0.5 / fan in) for weights of linear layers and
 * convolutions; times 0.1 for biases and weights of norms, to which 1 is added. The file holds x and labels (NumPy's
 * {@code RandomState(5).randn}, labels times 0.3), σ = 0.8 and 1.5, where the angles 2π f c_noise are small enough for
 * float32 to show differences of 1e-5, and the network's outputs D without and D_labels with labels.
 */
class NcsnppParityTest {
    private static final ImageShape SHAPE = new ImageShape(3, 16, 16);
    private static final String PREFIX = "model.";
    private static final SongUNet NETWORK = new SongUNet(
            16,
            List.of(1, 2),
            1,
            List.of(8),
            0,
            NoiseEmbedding.FOURIER,
            2,
            SongUNet.Encoder.RESIDUAL,
            List.of(1, 3, 3, 1),
            9);
    private static final Map<String, float[]> GOLDEN = EdmReference.tensors("ncsnpp-16-rgb-arrays");
    private static final Map<String, float[]> INPUTS = Map.of("x", GOLDEN.get("x"), "sigma", GOLDEN.get("sigma"));

    @Test
    void denoisesAsTheReferenceImplementation() {
        try (TorchFunction function =
                TorchFunction.of(TorchEngine.cpu(), "denoiser", weights(), ops -> denoise(ops, null))) {
            check(function.value(2, INPUTS), GOLDEN.get("D"));
        }
    }

    @Test
    void usesAugmentationLabelsAsTheReferenceImplementation() {
        Map<String, float[]> inputs = new HashMap<>(INPUTS);
        inputs.put("labels", GOLDEN.get("labels"));
        try (TorchFunction function = TorchFunction.of(
                TorchEngine.cpu(), "denoiser", weights(), ops -> denoise(ops, ops.input("labels", Shapes.BATCH, 9)))) {
            check(function.value(2, inputs), GOLDEN.get("D_labels"));
        }
    }

    @Test
    void equalsOnnxRuntime() {
        byte[] bytes = OnnxExport.denoiser(ConditionedDenoiser.of(NETWORK, SHAPE), PREFIX, weights(), Map.of());
        try (OrtModel model = OrtModel.open("ncsnpp", bytes, OrtOptions.cpu(1).withBatch(2))) {
            OnnxParity.check(model, 2, INPUTS, "denoised", GOLDEN.get("D"), 1e-5);
        }
    }

    @Test
    void trainingDoesNotChangeTheFourierFrequencies() {
        String set = "phi";
        TorchProgram.Builder builder = TorchProgram.builder("ncsnpp").function("gradients", ops -> {
            ops.train(set);
            TorchTensor output = Preconditioning.denoise(
                    ops,
                    NETWORK,
                    set + "/" + PREFIX,
                    SHAPE,
                    ops.input("x", SHAPE),
                    ops.input("sigma"),
                    Condition.none());
            TorchTensor loss = ops.mean(ops.multiply(output, output), 0, 1, 2, 3);
            List<TorchTensor> gradients = ops.gradients(loss.code(), ops.used(set));
            return Map.of("frequencies", gradients.get(0), "other", gradients.get(1));
        });
        List<ParameterSpec> parameters = builder.parameters("gradients", set);
        assertThat(parameters.get(0).name()).isEqualTo(PREFIX + "map_noise.freqs");
        TorchEngine engine = TorchEngine.cpu();
        try (TorchProgram program = builder.compile(engine);
                ParameterSet net = ParameterSet.of(engine, parameters, ParameterValues.of(Weights.of(weights())))) {
            Map<String, float[]> results = program.run("gradients", Map.of(set, net), 2, INPUTS);
            assertThat(greatest(results.get("frequencies"))).isZero();
            assertThat(greatest(results.get("other"))).isPositive();
        }
    }

    private static float greatest(float[] values) {
        float greatest = 0;
        for (float value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }

    private static TorchTensor denoise(TorchOps ops, TorchTensor labels) {
        return Preconditioning.denoise(
                ops,
                NETWORK,
                TorchFunction.PREFIX + PREFIX,
                SHAPE,
                ops.input("x", SHAPE),
                ops.input("sigma"),
                Condition.none(),
                labels);
    }

    private static void check(float[] denoised, float[] expected) {
        float greatest = 0;
        for (int i = 0; i < expected.length; i++) {
            greatest = Math.max(greatest, Math.abs(denoised[i] - expected[i]));
        }
        assertThat(greatest).as("greatest difference").isLessThan(1e-5f);
    }

    private static Map<String, float[]> weights() {
        ShapeOps walk = new ShapeOps();
        long[] sigma = {1, 1, 1, 1};
        Preconditioning.denoise(walk, NETWORK, PREFIX, SHAPE, SHAPE.batch(1), sigma, Condition.none(), new long[] {
            1, NETWORK.augmentLabels()
        });
        Map<String, float[]> weights = new HashMap<>();
        walk.parameters().forEach(spec -> weights.put(spec.name(), values(spec)));
        return weights;
    }

    private static float[] values(ParameterSpec spec) {
        int phase = 0;
        for (byte character : spec.name().getBytes(StandardCharsets.US_ASCII)) {
            phase += character;
        }
        boolean norm = spec.name().matches(".*[._]norm\\d?\\.weight");
        double scale = scale(spec);
        float[] values = new float[(int) spec.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((norm ? 1 : 0) + scale * Math.sin(12.9898 * (i + 1) + phase));
        }
        return values;
    }

    private static double scale(ParameterSpec spec) {
        if (spec.name().endsWith("freqs")) {
            return 16;
        }
        return spec.shape().length < 2 ? 0.1 : Math.sqrt(0.5 * spec.shape()[0] / spec.size());
    }
}
