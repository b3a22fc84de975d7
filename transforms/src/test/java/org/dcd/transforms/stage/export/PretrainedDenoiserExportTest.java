package org.dcd.transforms.stage.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.torch.PersistentBytes;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.onnx.ModelMetadata;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pickle as EDM writes it, of the weights of which the reference implementation computed
 * {@code ddpmpp-16-grey-arrays}: read, exported and run, it gives the reference's output.
 */
class PretrainedDenoiserExportTest {
    private static final int N = 4;

    @TempDir
    Path temp;

    private Path file;
    private Map<String, Tensor> arrays;

    @BeforeEach
    void pickle() throws IOException {
        SortedMap<String, Tensor> tensors = new TreeMap<>(golden("ddpmpp-16-grey"));
        Tensor box = Tensor.of(new float[] {0.25f, 0.25f, 0.25f, 0.25f}, 1, 1, 2, 2);
        for (String block : List.of("enc.8x8_down", "dec.16x16_up")) {
            tensors.put("model." + block + ".conv0.resample_filter", box);
            tensors.put("model." + block + ".skip.resample_filter", box);
        }
        byte[] pickle = PersistentBytes.edm()
                .with("model.enc.16x16_block0", "dropout", 0.13)
                .pickle("ema", tensors);
        file = Files.write(temp.resolve("edm.pkl"), pickle);
        arrays = golden("ddpmpp-16-grey-arrays");
    }

    private static Map<String, Tensor> golden(String name) throws IOException {
        try (InputStream in =
                PretrainedDenoiserExportTest.class.getResourceAsStream("/golden/" + name + ".safetensors")) {
            byte[] bytes = in.readAllBytes();
            return Safetensors.read(new ByteArrayInputStream(bytes), bytes.length)
                    .tensors();
        }
    }

    @Test
    void aDenoiserEqualsTheReferenceImplementation() throws IOException {
        PretrainedDenoiserExport.Exported exported = PretrainedDenoiserExport.of(file, false, 1, Engines.best());

        assertThat(exported.network()).isEqualTo(new SongUNet(16, List.of(1, 2), 1, List.of(8), 0.13));
        assertThat(exported.shape()).isEqualTo(new ImageShape(1, 16, 16));
        assertThat(exported.parameters()).isEqualTo(188_769);
        assertClose(
                run(
                        exported,
                        Map.of(
                                OnnxExport.X, arrays.get("x").floats(),
                                OnnxExport.SIGMA, arrays.get("sigma").floats()),
                        OnnxExport.DENOISED),
                arrays.get("D").floats());
    }

    @Test
    void aGeneratorIsTheDenoiserAtItsLevel() throws IOException {
        float[] z = arrays.get("x").floats();
        float[] scaled = z.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= 2.5f;
        }
        PretrainedDenoiserExport.Exported generator = PretrainedDenoiserExport.of(file, true, 2.5, Engines.best());
        float[] expected = run(
                PretrainedDenoiserExport.of(file, false, 1, Engines.best()),
                Map.of(OnnxExport.X, scaled, OnnxExport.SIGMA, new float[] {2.5f, 2.5f, 2.5f, 2.5f}),
                OnnxExport.DENOISED);

        assertClose(run(generator, Map.of(OnnxExport.Z, z), OnnxExport.IMAGE), expected);
        try (OrtModel model = OrtModel.open("generator", generator.model(), OrtOptions.cpu(1))) {
            assertThat(model.metadata())
                    .containsEntry(ModelMetadata.WEIGHTS_SHA256, Sha256.of(file))
                    .containsEntry(ModelMetadata.SIGMA_INIT, "2.5");
        }
        assertThatThrownBy(() -> PretrainedDenoiserExport.of(file, true, 0, Engines.best()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sigma-init must be in (0, 10000], was 0");
    }

    private static float[] run(PretrainedDenoiserExport.Exported exported, Map<String, float[]> inputs, String output) {
        try (OrtModel model = OrtModel.open("exported", exported.model(), OrtOptions.cpu(1))) {
            return model.run(N, inputs, output).floats(output);
        }
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("pixel %d", i).isCloseTo(expected[i], within(1e-5f));
        }
    }
}
