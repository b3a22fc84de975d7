package org.dcd.transforms.features.lpips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.weights.WeightFile;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.PixelRange;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Results of class {@code LPIPS} of github.com/richzhang/PerceptualSimilarity (version 0.1, {@code pnet_rand}, in
 * float64) with the networks of torchvision 0.14.1: the published heads on backbones with random weights, because
 * trained backbones cannot be shipped. Element i of a tensor is u = ((2654435761 i + crc32(name)) mod 2³²) / 2³² - 1/2
 * in float64, times √(24 / fan-in) for weights and 1/10 for biases. Pixels of the images a and b are ⌊256 (u + 1/2)⌋ of
 * their name, of {@code near} those of a plus ⌊21 (u + 1/2)⌋ - 10 of the name {@code noise}, clipped, of {@code smooth}
 * ⌊255 (1 + sin(i / 37)) / 2⌋. Grey images were repeated three times.
 */
class LpipsParityTest {
    private static double[] uniform(String name, int n) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        double[] u = new double[n];
        for (int i = 0; i < n; i++) {
            u[i] = ((2654435761L * i + crc.getValue()) & 0xffffffffL) / 4294967296.0 - 0.5;
        }
        return u;
    }

    private static double pixel(String image, int i, double u, double noise) {
        double a = Math.floor(256 * (u + 0.5));
        return switch (image) {
            case "near" -> Math.max(0, Math.min(255, a + Math.floor(21 * (noise + 0.5)) - 10));
            case "smooth" -> Math.floor(255 * (0.5 + 0.5 * Math.sin(i / 37.0)));
            default -> a;
        };
    }

    private static float[] image(String name, ImageShape shape) {
        double[] u = uniform(name.equals("near") ? "a" : name, shape.size());
        double[] noise = uniform("noise", shape.size());
        float[] image = new float[u.length];
        for (int i = 0; i < image.length; i++) {
            image[i] = PixelRange.toFloat((byte) (int) pixel(name, i, u[i], noise[i]));
        }
        return image;
    }

    private static Map<String, float[]> weights(Backbone backbone) throws IOException {
        ShapeOps facts = new ShapeOps();
        ImageShape shape = new ImageShape(3, 32, 32);
        new LpipsNetwork(shape, backbone).apply(facts, "", shape.batch(1), shape.batch(1));
        Map<String, Tensor> heads = WeightFile.read(
                        Path.of("src/test/resources/weights/lpips-v0.1-" + backbone.id() + ".pth"))
                .tensors();
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (ParameterSpec parameter : facts.parameters()) {
            String name = parameter.name();
            long[] s = parameter.shape();
            if (heads.containsKey(name)) {
                assertThat(heads.get(name).shape()).isEqualTo(s);
                weights.put(name, heads.get(name).floats());
                continue;
            }
            double scale = s.length == 1 ? 0.1 : Math.sqrt(24.0 / (s[1] * s[2] * s[3]));
            double[] u = uniform(name, (int) Tensor.size(s));
            float[] values = new float[u.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (s.length == 1 ? u[i] / 10 : u[i] * scale);
            }
            weights.put(name, values);
        }
        assertThat(weights.keySet()).containsAll(heads.keySet());
        return weights;
    }

    private static double distance(OrtModel ort, float[] x, float[] y) {
        return ort.run(1, Map.of(OnnxExport.X, x, OnnxExport.Y, y), OnnxExport.DISTANCE)
                .floats(OnnxExport.DISTANCE)[0];
    }

    @ParameterizedTest
    @EnumSource
    void distancesEqualTheReference(Backbone backbone) throws IOException {
        Map<String, float[]> weights = weights(backbone);
        JsonNode cases = new ObjectMapper()
                .readTree(Path.of("src/test/resources/metric/lpips.json").toFile())
                .get("cases");
        int seen = 0;
        for (JsonNode one : cases) {
            if (!one.get("network").asText().equals(backbone.id())) {
                continue;
            }
            JsonNode s = one.get("shape");
            ImageShape shape =
                    new ImageShape(s.get(0).asInt(), s.get(1).asInt(), s.get(2).asInt());
            byte[] model = OnnxExport.pairs(new LpipsNetwork(shape, backbone), weights, Map.of());
            try (OrtModel ort = OrtModel.open("lpips", model, OrtOptions.cpu(1).withBatch(1))) {
                for (Map.Entry<String, JsonNode> pair : one.get("of").properties()) {
                    String[] names = pair.getKey().split("-");
                    float[] x = image(names[0], shape);
                    float[] y = image(names[1], shape);

                    assertThat(distance(ort, x, y))
                            .as(shape + " " + pair.getKey())
                            .isCloseTo(pair.getValue().asDouble(), within(1e-6));
                    assertThat(distance(ort, y, x)).isCloseTo(distance(ort, x, y), within(1e-7));
                    assertThat(distance(ort, x, x)).isZero();
                    seen++;
                }
            }
        }
        assertThat(seen).isEqualTo(6);
    }

    /** With one pixel less the last stage has no output. */
    @ParameterizedTest
    @EnumSource
    void acceptsTheSmallestImage(Backbone backbone) {
        ImageShape least = new ImageShape(3, backbone.minSide(), backbone.minSide());
        ShapeOps facts = new ShapeOps();

        assertThat(new LpipsNetwork(least, backbone).apply(facts, "", least.batch(1), least.batch(1)))
                .containsExactly(1, 1);
        assertThatThrownBy(() -> new LpipsNetwork(new ImageShape(3, backbone.minSide() - 1, 99), backbone))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "lpips with " + backbone.network() + " needs images of at least " + backbone.minSide())
                .hasMessageContaining(", was " + (backbone.minSide() - 1) + "x99; remove the metric");
    }

    @Test
    void rejectsOtherNumbersOfChannels() {
        assertThatThrownBy(() -> new LpipsNetwork(new ImageShape(2, 64, 64), Backbone.ALEX))
                .hasMessage("lpips needs grey or RGB images, was 2 channels");
    }

    @Test
    void largeImagesHaveSmallerBatches() {
        assertThat(new LpipsNetwork(new ImageShape(3, 64, 64), Backbone.VGG).batch())
                .isEqualTo(64);
        assertThat(new LpipsNetwork(new ImageShape(3, 256, 256), Backbone.VGG).batch())
                .isEqualTo(4);
        assertThat(new LpipsNetwork(new ImageShape(3, 256, 256), Backbone.ALEX).batch())
                .isEqualTo(64);
        assertThat(new LpipsNetwork(new ImageShape(1, 4096, 4096), Backbone.VGG).batch())
                .isEqualTo(1);
    }
}
