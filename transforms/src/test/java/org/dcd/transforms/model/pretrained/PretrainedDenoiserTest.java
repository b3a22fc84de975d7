package org.dcd.transforms.model.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.torch.PersistentBytes;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.model.Mlp;
import org.dcd.transforms.model.NoiseEmbedding;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PretrainedDenoiserTest {
    private static final ImageShape IMAGES = new ImageShape(1, 8, 8);
    private static final SongUNet NETWORK = new SongUNet(16, List.of(1, 2), 1, List.of(4), 0);

    @TempDir
    Path temp;

    private SortedMap<String, Tensor> tensors;

    @BeforeEach
    void make() {
        tensors = tensors(NETWORK, IMAGES, 0);
    }

    /** Random parameters and EDM's buffers. */
    static SortedMap<String, Tensor> tensors(SongUNet network, ImageShape shape, int conditionChannels) {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        DenoiserSummary.inTraining(network, shape, conditionChannels)
                .parameters()
                .forEach(spec ->
                        tensors.put(spec.name(), Tensor.of(Initialiser.draw(spec, new Seeds(1)), spec.shape())));
        List<Integer> taps = network.resampleFilter();
        int n = taps.size();
        float sum = taps.stream().mapToInt(Integer::intValue).sum();
        float[] filter = new float[n * n];
        for (int i = 0; i < filter.length; i++) {
            filter[i] = taps.get(i / n) * taps.get(i % n) / (sum * sum);
        }
        for (String name : List.copyOf(tensors.keySet())) {
            if (name.matches(".*(_up|_down)\\.(conv0|skip)\\.weight")) {
                tensors.put(name.replace("weight", "resample_filter"), Tensor.of(filter, 1, 1, n, n));
            }
        }
        return tensors;
    }

    private Path pickle(PersistentBytes bytes, Map<String, Tensor> of) throws IOException {
        return Files.write(temp.resolve("net.pkl"), bytes.pickle("ema", of));
    }

    private Path safetensors(Map<String, Tensor> of) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Safetensors(of, Map.of()).writeTo(out);
        return Files.write(temp.resolve("net.safetensors"), out.toByteArray());
    }

    static Stream<SongUNet> networks() {
        return Stream.of(
                NETWORK,
                new SongUNet(16, List.of(1), 1, List.of(), 0),
                new SongUNet(32, List.of(2, 1, 3), 2, List.of(8, 2), 0),
                new SongUNet(
                        16,
                        List.of(1, 2, 2),
                        3,
                        List.of(4),
                        0,
                        NoiseEmbedding.FOURIER,
                        2,
                        SongUNet.Encoder.RESIDUAL,
                        List.of(1, 3, 3, 1),
                        9),
                new SongUNet(
                        16,
                        List.of(1, 1),
                        1,
                        List.of(),
                        0,
                        NoiseEmbedding.POSITIONAL,
                        1,
                        SongUNet.Encoder.STANDARD,
                        List.of(2, 3, 3, 2),
                        0));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void infersAllSettingsInBothFormats(SongUNet network) throws IOException {
        SortedMap<String, Tensor> all = tensors(network, new ImageShape(3, 8, 8), 0);
        PersistentBytes bytes = PersistentBytes.edm().with("model.enc.8x8_block0", "dropout", network.dropout());

        for (Path path : List.of(pickle(bytes, all), safetensors(all))) {
            PretrainedDenoiser checkpoint = PretrainedDenoiser.read(path);
            assertThat(checkpoint.network()).isEqualTo(network);
            assertThat(checkpoint.shape()).isEqualTo(new ImageShape(3, 8, 8));
            Map<String, Tensor> weights = checkpoint.weights(network, checkpoint.shape(), 0);
            assertThat(weights.keySet())
                    .isEqualTo(DenoiserSummary.inTraining(network, checkpoint.shape(), 0).parameters().stream()
                            .map(spec -> spec.name())
                            .collect(Collectors.toSet()));
            weights.forEach((name, tensor) ->
                    assertThat(tensor.floats()).as(name).isEqualTo(all.get(name).floats()));
        }
    }

    /** {@code resources/weights/persistent.py} wrote the file. */
    @Test
    void readsANetworkPickledByPyTorch() throws IOException {
        Path path = temp.resolve("persistent.pkl");
        try (InputStream in = getClass().getResourceAsStream("/weights/persistent.pkl")) {
            Files.copy(in, path);
        }
        PretrainedDenoiser checkpoint = PretrainedDenoiser.read(path);

        assertThat(checkpoint.source()).isEqualTo("EDMPrecond(SongUNet) under ema");
        assertThat(checkpoint.shape()).isEqualTo(new ImageShape(1, 4, 4));
        SongUNet network = checkpoint.network();
        assertThat(network)
                .isEqualTo(new SongUNet(
                        16,
                        List.of(1),
                        1,
                        List.of(),
                        0.13,
                        NoiseEmbedding.POSITIONAL,
                        1,
                        SongUNet.Encoder.STANDARD,
                        List.of(1, 1),
                        9));
        assertThat(checkpoint.weights(network, checkpoint.shape(), 0)).containsKey("model.map_augment.weight");
    }

    /** State dict of the reference implementation without buffers; {@code SongUNetParityTest} compares its output. */
    @Test
    void readsTheStateDictOfTheReferenceIfTheFilterIsConfigured() throws IOException {
        Path path = temp.resolve("golden.safetensors");
        try (InputStream in = getClass().getResourceAsStream("/golden/ddpmpp-16-grey.safetensors")) {
            Files.copy(in, path);
        }
        PretrainedDenoiser checkpoint = PretrainedDenoiser.read(path);
        SongUNet network = new SongUNet(16, List.of(1, 2), 1, List.of(8), 0.1);

        assertThat(checkpoint.weights(network, new ImageShape(1, 16, 16), 0)).hasSize(142);
        assertThatThrownBy(checkpoint::network)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("golden.safetensors (state dict): the resampling filter is unknown")
                .hasMessageContaining("give the settings of the network, including resample-filter");
    }

    @Test
    void prefersTheAverageOfSeveralStateDicts() throws IOException {
        SortedMap<String, Tensor> several = new TreeMap<>();
        tensors.forEach((name, tensor) -> {
            several.put("net." + name, Tensor.zeros(Tensor.Type.F32, tensor.shape()));
            several.put("ema." + name, tensor);
        });
        PretrainedDenoiser checkpoint = PretrainedDenoiser.read(safetensors(several));
        assertThat(checkpoint.source()).isEqualTo("state dict under ema");
        assertThat(checkpoint.tensors().keySet()).isEqualTo(tensors.keySet());

        SortedMap<String, Tensor> unclear = new TreeMap<>();
        tensors.forEach((name, tensor) -> {
            unclear.put("one." + name, tensor);
            unclear.put("two." + name, tensor);
        });
        assertBad(safetensors(unclear), "contains networks under one, two and none under ema or G_ema");
    }

    @Test
    void acceptsANetworkWithoutItsPreconditioning() throws IOException {
        SortedMap<String, Tensor> inner = new TreeMap<>();
        tensors.forEach((name, tensor) -> inner.put(name.substring("model.".length()), tensor));

        assertThat(PretrainedDenoiser.read(safetensors(inner)).tensors().keySet())
                .isEqualTo(tensors.keySet());
    }

    @Test
    void rejectsOtherNetworks() throws IOException {
        assertBad(
                pickle(PersistentBytes.edm().called("", "VPPrecond"), tensors),
                "net.pkl: contains VPPrecond(SongUNet) under ema, but only EDMPrecond(SongUNet) is supported");
        assertBad(
                pickle(PersistentBytes.edm().called("model", "DhariwalUNet"), tensors),
                "contains EDMPrecond(DhariwalUNet) under ema");
        assertBad(
                pickle(PersistentBytes.edm().with("", "label_dim", 10), tensors),
                "EDMPrecond(SongUNet) under ema has label_dim 10.0, but only 0.0 is supported");
        assertBad(
                pickle(PersistentBytes.edm().with("", "sigma_data", 1), tensors),
                "has sigma_data 1.0, but only 0.5 is supported");
        assertBad(
                pickle(new PersistentBytes().called("", "EDMLoss"), Map.of()),
                "contains no network of EDM, only ema (EDMLoss)");
        assertBad(
                safetensors(Map.of("conv1.weight", Tensor.of(new float[1], 1))),
                "has no tensor enc.<N>x<N>_conv.weight, which networks of EDM have, only conv1.weight");
        assertBad(temp.resolve("none.pkl"), "none.pkl does not exist or is not a file");
    }

    @Test
    void reportsMismatchesWithExpectedAndActualTensor() throws IOException {
        assertMisfit(
                NETWORK,
                new ImageShape(3, 8, 8),
                0,
                "tensor model.enc.8x8_conv.weight has shape [16, 1, 3, 3], expected [16, 3, 3, 3]"
                        + " as in the configured network for 3x8x8, SongUNet[channels=16,");
        assertMisfit(NETWORK, IMAGES, 1, "with 1 conditioning channel");
        assertMisfit(
                NETWORK,
                new ImageShape(1, 16, 16),
                0,
                "the network is for images of height 8, but the images are 1x16x16");
        assertMisfit(
                new SongUNet(16, List.of(1, 1), 1, List.of(4), 0),
                IMAGES,
                0,
                "tensor model.enc.4x4_block0.conv0.weight has shape [32, 16, 3, 3], expected");
        assertMisfit(
                new SongUNet(16, List.of(1, 2), 1, List.of(), 0),
                IMAGES,
                0,
                "tensor model.dec.4x4_block1.norm2.bias of shape [32] does not exist in the configured network");
        assertMisfit(
                new SongUNet(16, List.of(1, 2), 2, List.of(4), 0),
                IMAGES,
                0,
                "tensor model.enc.8x8_block1.norm0.weight is missing; the configured network");
        assertMisfit(new Mlp(16, 1), IMAGES, 0, "tensor model.map_layer0.weight has shape [64, 16]");
        assertMisfit(
                new SongUNet(
                        16,
                        List.of(1, 2),
                        1,
                        List.of(4),
                        0,
                        NoiseEmbedding.POSITIONAL,
                        1,
                        SongUNet.Encoder.STANDARD,
                        List.of(1, 3, 3, 1),
                        0),
                IMAGES,
                0,
                "_up.conv0.resample_filter, F32[1, 1, 2, 2], differs from resample-filter [1, 3, 3, 1]");
    }

    @Test
    void rejectsNonFiniteAndDoublePrecisionValues() throws IOException {
        String name = "model.map_layer1.bias";
        tensors.put(name, Tensor.of(filled(64, Float.NaN), 64));
        assertMisfit(NETWORK, IMAGES, 0, "tensor model.map_layer1.bias is NaN at 0; training diverged");
        tensors.put(name, Tensor.of(new double[64], 64));
        assertMisfit(NETWORK, IMAGES, 0, "tensor model.map_layer1.bias has elements of type F64");
        tensors.remove(name);
        assertMisfit(NETWORK, IMAGES, 0, "tensor model.map_layer1.bias is missing");
    }

    private static float[] filled(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }

    @Test
    void rejectsAFileThatChangedAfterThePlan() throws IOException {
        HashedFile planned = HashedFile.of(safetensors(tensors));
        assertThat(planned.sha256()).matches("[0-9a-f]{64}");
        assertThat(PretrainedDenoiser.read(planned).tensors()).hasSameSizeAs(tensors);
        tensors.put("model.map_layer1.bias", Tensor.of(filled(64, 1), 64));
        safetensors(tensors);
        assertThatThrownBy(() -> PretrainedDenoiser.read(planned))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("expected " + planned.sha256());
    }

    /** Weights of a teacher stage can be read if the resampling filter is configured. */
    @Test
    void readsTeachersOfThisProject() throws IOException {
        tensors.keySet().removeIf(name -> name.endsWith("resample_filter"));
        new Safetensors(tensors, Map.of()).write(Folder.at(temp.toString()), "teacher.safetensors");

        assertThat(PretrainedDenoiser.read(temp.resolve("teacher.safetensors")).weights(NETWORK, IMAGES, 0))
                .containsOnlyKeys(tensors.keySet());
    }

    private void assertMisfit(Denoiser network, ImageShape shape, int conditionChannels, String message)
            throws IOException {
        PretrainedDenoiser checkpoint = PretrainedDenoiser.read(safetensors(tensors));
        assertThatThrownBy(() -> checkpoint.weights(network, shape, conditionChannels))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("net.safetensors (state dict): ")
                .hasMessageContaining(message);
    }

    private static void assertBad(Path path, String message) {
        assertThatThrownBy(() -> PretrainedDenoiser.read(path))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }
}
