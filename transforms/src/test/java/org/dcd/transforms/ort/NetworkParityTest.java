package org.dcd.transforms.ort;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.export.OnnxParity;
import org.dcd.transforms.features.ClassifierFeatures;
import org.dcd.transforms.features.ClassifierNetwork;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.ops.onnx.OnnxChecker;
import org.dcd.transforms.ops.torch.EdmReference;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;

/** Exported networks against the reference implementation and against libtorch. */
class NetworkParityTest {
    private static final ImageShape SHAPE = new ImageShape(1, 16, 16);
    private static final String PREFIX = "model.";

    private static final ConditionedDenoiser DENOISER = ConditionedDenoiser.of(EdmReference.NETWORK, SHAPE);

    @Test
    void theDenoiserEqualsTheReferenceImplementation() {
        Map<String, float[]> arrays = EdmReference.tensors("ddpmpp-16-grey-arrays");
        byte[] bytes = OnnxExport.denoiser(DENOISER, PREFIX, EdmReference.tensors("ddpmpp-16-grey"), Map.of());
        try (OrtModel model = OrtModel.open("denoiser", bytes, OrtOptions.cpu(1).withBatch(4))) {
            Map<String, float[]> inputs = Map.of("x", arrays.get("x"), "sigma", arrays.get("sigma"));
            assertThat(OnnxParity.check(model, 4, inputs, "denoised", arrays.get("D"), 1e-5))
                    .isPositive();
        }
    }

    @Test
    void theGeneratorEqualsTheReferenceImplementation() {
        Map<String, float[]> arrays = EdmReference.tensors("objectives-arrays");
        byte[] bytes =
                OnnxExport.generator(OneStepGenerator.of(DENOISER, 2.5), PREFIX, EdmReference.tensors("G"), Map.of());
        int n = arrays.get("z").length / SHAPE.size();
        try (OrtModel model =
                OrtModel.open("generator", bytes, OrtOptions.cpu(1).withBatch(n))) {
            OnnxParity.check(model, n, Map.of("z", arrays.get("z")), "image", arrays.get("xg"), 1e-5);
        }
    }

    @Test
    void theOfficialCheckerAcceptsTheNetworks() throws Exception {
        OnnxChecker.requireAccepted(List.of(
                OnnxExport.denoiser(DENOISER, PREFIX, EdmReference.tensors("ddpmpp-16-grey"), Map.of()),
                OnnxExport.generator(OneStepGenerator.of(DENOISER, 2.5), PREFIX, EdmReference.tensors("G"), Map.of()),
                classifier(weights())));
    }

    @Test
    void theClassifierEqualsLibtorch() {
        Map<String, float[]> weights = weights();
        float[] x = Seeds.normal(1, 3 * SHAPE.size());
        try (TorchFunction torch = new TorchFunction(TorchEngine.cpu(), "classifier", weights, ops -> {
                    var output = network().apply(ops, TorchFunction.PREFIX, ops.input("x", SHAPE));
                    return Map.of("features", output.features(), "logits", output.logits());
                });
                OrtModel model = OrtModel.open(
                        "classifier", classifier(weights), OrtOptions.cpu(1).withBatch(3))) {
            torch.apply(3, Map.of("x", x))
                    .forEach((output, expected) -> OnnxParity.check(model, 3, Map.of("x", x), output, expected, 1e-4));
        }
    }

    private static ClassifierNetwork network() {
        return new ClassifierNetwork(new ClassifierFeatures(16, 8, 1, 8, 1e-3), SHAPE, 3);
    }

    private static byte[] classifier(Map<String, float[]> weights) {
        return OnnxExport.features(network(), weights, Map.of());
    }

    /** Reproducible weights of every parameter of the network. */
    private static Map<String, float[]> weights() {
        ShapeOps walk = new ShapeOps();
        network().apply(walk, "", SHAPE.batch(1));
        Map<String, float[]> weights = new HashMap<>();
        for (ParameterSpec parameter : walk.parameters()) {
            weights.put(parameter.name(), Initialiser.draw(parameter, new Seeds(1)));
        }
        return weights;
    }
}
