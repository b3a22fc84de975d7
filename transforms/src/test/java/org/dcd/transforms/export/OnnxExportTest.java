package org.dcd.transforms.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.PixelRange;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.ops.Shapes;
import org.dcd.transforms.ops.onnx.ModelMetadata;
import org.dcd.transforms.ops.onnx.OnnxChecker;
import org.dcd.transforms.ops.onnx.OnnxGraph;
import org.dcd.transforms.ops.onnx.OnnxOps;
import org.dcd.transforms.ops.onnx.OnnxValue;
import org.dcd.transforms.ops.onnx.TinyModels;
import org.dcd.transforms.ops.onnx.TinyModels.TinyDenoiser;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.ort.OrtOutputs;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExportTest {
    private static final ImageShape SHAPE = new ImageShape(3, 4, 4);

    @Test
    void theSameModelGivesTheSameBytes() {
        assertThat(TinyModels.denoiser(SHAPE)).isEqualTo(TinyModels.denoiser(SHAPE));
        assertThat(TinyModels.generator(SHAPE)).isEqualTo(TinyModels.generator(SHAPE));
    }

    @Test
    void theOfficialCheckerAcceptsEveryKind() throws Exception {
        OnnxChecker.requireAccepted(List.of(
                TinyModels.denoiser(SHAPE), TinyModels.generator(SHAPE), TinyModels.pixelFeatures(SHAPE, Map.of())));
    }

    @Test
    void theGeneratorIsTheDenoiserAtSigmaInit() {
        float[] z = Seeds.normal(9, 2 * SHAPE.size());
        float[] x = z.clone();
        for (int i = 0; i < x.length; i++) {
            x[i] *= 2.5f;
        }
        try (OrtModel generator = open(TinyModels.generator(SHAPE));
                OrtModel denoiser = open(TinyModels.denoiser(SHAPE))) {
            float[] expected = denoiser.run(2, Map.of("x", x, "sigma", new float[] {2.5f, 2.5f}), "denoised")
                    .floats("denoised");
            assertThat(OnnxParity.check(generator, 2, Map.of("z", z), "image", expected, 1e-5))
                    .isLessThan(1e-5);
        }
    }

    @Test
    void everyImageOfABatchHasItsOwnSigma() {
        float[] one = Seeds.normal(9, SHAPE.size());
        float[] x = Arrays.copyOf(one, 2 * SHAPE.size());
        System.arraycopy(one, 0, x, SHAPE.size(), SHAPE.size());
        try (OrtModel denoiser = open(TinyModels.denoiser(SHAPE))) {
            float[] both = denoiser.run(2, Map.of("x", x, "sigma", new float[] {0.1f, 10f}), "denoised")
                    .floats("denoised");
            float[] alone = denoiser.run(1, Map.of("x", one, "sigma", new float[] {10f}), "denoised")
                    .floats("denoised");
            assertThat(Arrays.copyOfRange(both, SHAPE.size(), 2 * SHAPE.size())).containsExactly(alone);
            assertThat(Arrays.copyOf(both, SHAPE.size())).isNotEqualTo(alone);
        }
    }

    @Test
    void pixelsAreQuantisedAsInPixelRange() {
        ImageShape wide = new ImageShape(1, 1, 4096);
        OnnxGraph graph = new OnnxGraph("quantiser");
        OnnxValue x = graph.input("x", OnnxGraph.Type.FLOAT, wide.batch(Shapes.BATCH));
        graph.output("pixels", OnnxGraph.Type.UINT8, new OnnxOps(graph, Map.of()).pixels(x));
        float[] values = new float[wide.size()];
        IntStream.range(0, 4096).forEach(i -> values[i] = -1.2f + i * 2.4f / 4095);
        IntStream.range(0, 256).forEach(i -> values[i] = PixelRange.toFloat((byte) i));
        byte[] expected = new byte[values.length];
        IntStream.range(0, values.length).forEach(i -> expected[i] = PixelRange.toByte(values[i]));

        try (OrtModel quantiser = open(graph.toBytes(Map.of()))) {
            assertThat(quantiser.run(1, Map.of("x", values), "pixels").bytes("pixels"))
                    .isEqualTo(expected);
        }
    }

    @Test
    void featuresWithoutTrainingHaveNoLogits() {
        ImageShape shape = new ImageShape(1, 1, 2);
        try (OrtModel model = open(TinyModels.pixelFeatures(shape, Map.of()))) {
            OrtOutputs outputs = model.run(2, Map.of("x", new float[] {1, 2, 3, 5}), "features");
            assertThat(outputs.floats("features")).containsExactly(1, 2, 3, 5);
        }
    }

    @Test
    void metadataIsStored(@TempDir java.nio.file.Path folder) throws Exception {
        byte[] bytes = OnnxExport.generator(
                OneStepGenerator.of(ConditionedDenoiser.of(new TinyDenoiser(), SHAPE), 2.5),
                "model.",
                TinyDenoiser.weights("model.", SHAPE),
                Map.of(ModelMetadata.STAGE_KEY, "1a2b"));
        Folder work = Folder.at(folder.toString());
        work.write("generator.onnx", out -> out.write(bytes));

        try (OrtModel model = OrtModel.open(work, "generator.onnx", OrtOptions.cpu(1))) {
            assertThat(model.metadata())
                    .containsEntry(ModelMetadata.KIND, "generator")
                    .containsEntry(ModelMetadata.STAGE_KEY, "1a2b")
                    .containsEntry(ModelMetadata.SIGMA_INIT, "2.5")
                    .containsEntry(ModelMetadata.IMAGE_SHAPE, "3x4x4")
                    .containsEntry(ModelMetadata.VALUE_RANGE, "[-1, 1]");
        }
        assertThat(ModelProto.parseFrom(bytes).getProducerName()).isEqualTo("dcd");
    }

    @Test
    void rejectsAnInvalidSigma() {
        assertThatThrownBy(() -> OneStepGenerator.of(ConditionedDenoiser.of(new TinyDenoiser(), SHAPE), Double.NaN))
                .hasMessageContaining("sigma-init must be in (0, 10000], was NaN");
    }

    private static OrtModel open(byte[] bytes) {
        return OrtModel.open("test", bytes, OrtOptions.cpu(1).withBatch(2));
    }
}
