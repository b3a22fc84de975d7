package org.dcd.transforms.features.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.TableWriter;
import org.dcd.transforms.data.ImageSet;
import org.dcd.transforms.data.folder.ImageSets;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.Sha256;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.weights.ImportedWeights;
import org.dcd.transforms.files.weights.Provenance.Verification;
import org.dcd.transforms.files.weights.WeightSource;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.PixelRange;
import org.dcd.transforms.metric.ClassifierScore;
import org.dcd.transforms.metric.PrecisionRecall;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.ort.OrtOutputs;
import org.dcd.transforms.pretrained.Pretrained;
import org.dcd.transforms.pretrained.WeightsFolder;
import org.dcd.transforms.stage.score.ExtractorModel;
import org.dcd.transforms.stage.score.SetScores;
import org.dcd.transforms.stage.score.SetScores.Side;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The features of torch-fidelity 0.4.0's {@code FeatureExtractorInceptionV3} with random weights, in the three
 * conventions. Element i of a tensor is u = ((2654435761 i + crc32(name)) mod 2³²) / 2³² - 1/2 in float64, times √(24 /
 * fan-in) for weights; 1 + u/5 for {@code bn.weight}, 1 + u/2 for {@code bn.running_var}, u/10 for {@code bn.bias} and
 * {@code bn.running_mean}. Pixels are ⌊256 (u + 1/2)⌋ of the name {@code images}, [2, 3, 20, 24].
 * {@code inception.json} has every 64th feature and logit; the other conventions are PyTorch's {@code interpolate} and
 * Pillow's {@code BICUBIC} of floats before the same layers. {@code resized} has every 37th pixel of every 37th row of
 * the first plane.
 */
class InceptionParityTest {
    private static final ImageShape SHAPE = new ImageShape(3, 20, 24);
    private static JsonNode expected;
    private static Map<String, float[]> folded;

    @BeforeAll
    static void make() throws IOException {
        expected = new ObjectMapper()
                .readTree(Path.of("src/test/resources/features/inception.json").toFile());
        folded = new LinkedHashMap<>();
        InceptionWeights.fold(state()).forEach((name, tensor) -> folded.put(name, tensor.floats()));
    }

    /** Random weights of 95 MB, created when needed. */
    private static Map<String, Tensor> state() {
        ShapeOps facts = new ShapeOps();
        new InceptionNetwork(SHAPE, Convention.TORCH_FIDELITY).apply(facts, "", SHAPE.batch(1));
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (ParameterSpec parameter : facts.parameters()) {
            String name = parameter.name();
            long[] shape = parameter.shape();
            if (name.equals("fc.weight")) {
                put(state, name, shape, 0, Math.sqrt(24.0 / shape[1]));
            } else if (name.endsWith(".weight")) {
                String layer = name.substring(0, name.length() - ".weight".length());
                put(state, layer + ".conv.weight", shape, 0, Math.sqrt(24.0 / (shape[1] * shape[2] * shape[3])));
                put(state, layer + ".bn.weight", new long[] {shape[0]}, 1, 0.2);
                put(state, layer + ".bn.bias", new long[] {shape[0]}, 0, 0.1);
                put(state, layer + ".bn.running_mean", new long[] {shape[0]}, 0, 0.1);
                put(state, layer + ".bn.running_var", new long[] {shape[0]}, 1, 0.5);
            }
        }
        return state;
    }

    private static void put(Map<String, Tensor> state, String name, long[] shape, double centre, double scale) {
        double[] u = uniform(name, (int) java.util.stream.LongStream.of(shape).reduce(1, (a, b) -> a * b));
        float[] values = new float[u.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (centre + scale * u[i]);
        }
        state.put(name, Tensor.of(values, shape));
    }

    private static double[] uniform(String name, int n) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        double[] u = new double[n];
        for (int i = 0; i < n; i++) {
            u[i] = ((2654435761L * i + crc.getValue()) & 0xffffffffL) / 4294967296.0 - 0.5;
        }
        return u;
    }

    private static float[] images() {
        double[] u = uniform("images", 2 * SHAPE.size());
        float[] images = new float[u.length];
        for (int i = 0; i < images.length; i++) {
            images[i] = PixelRange.toFloat((byte) (int) ((u[i] + 0.5) * 256));
        }
        return images;
    }

    private static void assertEqual(float[] actual, JsonNode wanted) {
        double greatest = 0;
        for (JsonNode value : wanted) {
            greatest = Math.max(greatest, Math.abs(value.asDouble()));
        }
        for (int i = 0; i < wanted.size(); i++) {
            assertThat((double) actual[i * 64]).isCloseTo(wanted.get(i).asDouble(), within(1e-5 * greatest));
        }
    }

    @ParameterizedTest
    @EnumSource
    void featuresEqualThePythonImplementation(Convention convention) {
        byte[] model = OnnxExport.features(new InceptionNetwork(SHAPE, convention), folded, Map.of());
        try (OrtModel ort = OrtModel.open("inception", model, OrtOptions.cpu(1).withBatch(2))) {
            OrtOutputs outputs = ort.run(2, Map.of(OnnxExport.X, images()), OnnxExport.FEATURES, OnnxExport.LOGITS);

            assertEqual(outputs.floats(OnnxExport.FEATURES), expected.get(convention.id()));
            if (convention == Convention.TORCH_FIDELITY) {
                // 1008 is not a multiple of 64, so only logits of the first image are compared.
                JsonNode logits = expected.get("logits");
                for (int i = 0; i < logits.size() / 2; i++) {
                    assertThat((double) outputs.floats(OnnxExport.LOGITS)[i * 64])
                            .isCloseTo(logits.get(i).asDouble(), within(1e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void resizesImagesAsTheTools(Convention convention) {
        double[] plane = new double[20 * 24];
        double[] u = uniform("images", plane.length);
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (int) ((u[i] + 0.5) * 256);
        }
        double[] resized = resized(plane, 20, 24, convention.resize(20, 299), convention.resize(24, 299));
        JsonNode wanted = expected.get("resized").get(convention.id());

        assertThat(wanted).hasSize(81);
        for (int i = 0; i < 81; i++) {
            assertThat(resized[i / 9 * 37 * 299 + i % 9 * 37])
                    .isCloseTo(wanted.get(i).asDouble(), within(2e-3));
        }
    }

    @Test
    void downsamplingIsAntialiasedAsInPillow() {
        double[] plane = new double[40 * 40];
        double[] u = uniform("big", plane.length);
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (int) ((u[i] + 0.5) * 256);
        }
        double[] resized = resized(plane, 40, 40, ResizeMatrix.bicubic(40, 11), ResizeMatrix.bicubic(40, 13));
        JsonNode wanted = expected.get("resized").get("reduced");

        assertThat(wanted).hasSize(11 * 13);
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(resized[i]).isCloseTo(wanted.get(i).asDouble(), within(1e-3));
        }
    }

    /** rows · plane · columnsᵀ. */
    private static double[] resized(double[] plane, int h, int w, float[] rows, float[] columns) {
        int toH = rows.length / h;
        int toW = columns.length / w;
        double[] result = new double[toH * toW];
        for (int i = 0; i < toH; i++) {
            for (int j = 0; j < toW; j++) {
                for (int y = 0; y < h; y++) {
                    for (int x = 0; x < w; x++) {
                        result[i * toW + j] += rows[i * h + y] * plane[y * w + x] * columns[j * w + x];
                    }
                }
            }
        }
        return result;
    }

    /** From the weight file to the moments of Fréchet distances, as in an experiment. */
    @Test
    void checksTheHashOfTheWeights(@TempDir Path path) throws IOException {
        Folder folder = Folder.at(path.toString());
        new Safetensors(state(), Map.of()).write(folder, "inception.safetensors");
        Path file = path.resolve("inception.safetensors");
        InceptionFeatures features = new InceptionFeatures(HashedFile.of(file), Convention.TORCH_FIDELITY);
        Map<String, Tensor> read = features.pretrained();

        assertThat(read).containsOnlyKeys(folded.keySet());
        assertThat(read.get("Mixed_7c.branch_pool.weight").floats())
                .isEqualTo(folded.get("Mixed_7c.branch_pool.weight"));
        assertThat(features.weightsSha256()).hasValue(Sha256.of(folder, "inception.safetensors"));
        features.check();

        new Safetensors(Map.of("a", Tensor.of(new float[1], 1)), Map.of()).write(folder, "inception.safetensors");
        assertThatThrownBy(features::check)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("its SHA-256 is")
                .hasMessageContaining("expected " + features.weights().sha256());
        assertThatThrownBy(() -> new InceptionFeatures(HashedFile.of(file), Convention.TORCH_FIDELITY).check())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("tensor Conv2d_1a_3x3.conv.weight of Inception-v3 is missing")
                .hasMessageContaining("give torch-fidelity's or pytorch-fid's");
        HashedFile none = HashedFile.unhashed(path.resolve("none"));
        assertThatThrownBy(() -> new InceptionFeatures(none, Convention.TORCH_FIDELITY).check())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("none does not exist or is not a file");
        assertThatThrownBy(() -> features.network(new ImageShape(2, 8, 8), 0))
                .hasMessage("inception needs grey or RGB images, was 2 channels");
    }

    /** The extractor is identified by its weights, independently of the image shape. */
    @Test
    void scoresImageSets(@TempDir Path path) throws IOException {
        Folder folder = Folder.at(path.toString());
        new Safetensors(state(), Map.of()).write(folder, "inception.safetensors");
        writeTable(folder, "a.parquet", 0);
        writeTable(folder, "b.parquet", 40);
        ImageSet a = ImageSets.open(path.resolve("a.parquet"));
        ImageSet b = ImageSets.open(path.resolve("b.parquet"));
        try (ExtractorModel extractor = ExtractorModel.inception(
                path.resolve("inception.safetensors"),
                Convention.CLEAN_FID,
                a.shape(),
                OrtOptions.cpu(1).withBatch(2))) {
            List<SetScores.Scored> scores = new SetScores(
                            Side.of(a),
                            Side.of(b),
                            List.of(new ClassifierScore(1), new PrecisionRecall(1, 2)),
                            extractor,
                            Map.of())
                    .compute();

            assertThat(scores).hasSize(3);
            assertThat(scores.get(0).value().value()).isBetween(1 - 1e-9, 2.0);
            assertThat(scores.get(0).protocol().getName()).matches("classifier-score\\[inception-[0-9a-f]{8}]");
            assertThat(scores.get(0).protocol().getResize()).isEqualTo("Pillow bicubic to 299 (clean-fid)");
            assertThat(scores.get(0).protocol().getFeatureDimension()).isEqualTo(2048);
        }
    }

    /** Imported weights give the same extractor without auxiliary classifier; its ONNX model has inputs of 299x299. */
    @Test
    void importedWeightsHaveTheHashOfTheImportedFile(@TempDir Path path) throws IOException {
        Folder folder = Folder.at(path.toString());
        Map<String, Tensor> state = state();
        state.put("AuxLogits.conv0.conv.weight", Tensor.of(new float[4], 4));
        new Safetensors(state, Map.of()).write(folder, "inception.safetensors");
        Path file = path.resolve("inception.safetensors");
        Pretrained read = Pretrained.read(file);
        ImportedWeights imported = new WeightsFolder(path.resolve("weights")).add(read.name(), read, Verification.NONE);
        InceptionFeatures features = new InceptionFeatures(WeightSource.hashed(imported.path()), Convention.CLEAN_FID);

        assertThat(read.name()).isEqualTo("inception-v3");
        assertThat(read.tensors()).doesNotContainKey("AuxLogits.conv0.conv.weight");
        assertThat(features.weights().sha256()).isEqualTo(Sha256.of(folder, "inception.safetensors"));
        assertThat(features.pretrained().get("Mixed_7c.branch_pool.weight").floats())
                .isEqualTo(folded.get("Mixed_7c.branch_pool.weight"));
        String model = imported.provenance().files().keySet().stream()
                .filter(name -> name.endsWith("-features.onnx"))
                .findFirst()
                .orElseThrow();
        try (ExtractorModel extractor = ExtractorModel.open(
                path.resolve("weights").resolve(model), OrtOptions.cpu(1).withBatch(1))) {
            assertThat(extractor).isNotNull();
        }
        Files.writeString(
                imported.path(),
                Files.readString(imported.path()).replace(features.weights().sha256(), "0".repeat(64)));
        assertThatThrownBy(features::check)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("inception-v3.json: its SHA-256 is 0000")
                .hasMessageContaining("expected " + features.weights().sha256());
    }

    private static void writeTable(Folder folder, String file, int shift) throws IOException {
        float[] pixels = images();
        TableWriter.write(folder, file, Image.class, out -> {
            for (int i = 0; i < 2; i++) {
                byte[] bytes = new byte[SHAPE.size()];
                for (int k = 0; k < bytes.length; k++) {
                    bytes[k] = (byte) Math.min(255, shift + (PixelRange.toByte(pixels[i * bytes.length + k]) & 0xff));
                }
                out.add(new Image((long) i, Origin.GENERATED, -1, 3, 20, 24, DataType.U8, ByteBuffer.wrap(bytes)));
            }
        });
    }

    @Test
    void rejectsOtherStateDictsByTensor() {
        Map<String, Tensor> state = state();
        Map<String, Tensor> missing = new LinkedHashMap<>(state);
        missing.remove("Mixed_6b.branch7x7_2.bn.bias");
        Map<String, Tensor> narrow = new LinkedHashMap<>(state);
        narrow.put("fc.weight", Tensor.of(new float[1000 * 2048], 1000, 2048));

        assertThat(InceptionWeights.isIn(state)).isTrue();
        assertThatThrownBy(() -> InceptionWeights.fold(missing))
                .hasMessageContaining("tensor Mixed_6b.branch7x7_2.bn.bias of Inception-v3 is missing");
        assertThatThrownBy(() -> InceptionWeights.fold(narrow))
                .hasMessage("fc.weight has shape [1000, 2048], but Inception-v3 has [1008, 2048]");
    }
}
