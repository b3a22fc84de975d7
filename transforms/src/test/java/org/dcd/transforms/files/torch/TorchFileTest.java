package org.dcd.transforms.files.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.dcd.transforms.files.safetensors.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads files written by PyTorch. {@code resources/weights/tensors.py} wrote those named tensors, and their values in
 * tensors.json; {@code lpips-v0.1-alex.pth} is of github.com/richzhang/PerceptualSimilarity, written by Python 2.
 */
class TorchFileTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"tensors-zip.pth", "tensors-legacy.pth"})
    void tensorsEqualThoseOfPython(String name) throws IOException {
        JsonNode expected = new ObjectMapper().readTree(getClass().getResourceAsStream("/weights/tensors.json"));
        Map<String, Tensor> tensors = TorchFile.read(resource(name)).tensors();

        assertThat(tensors.keySet()).containsExactlyInAnyOrderElementsOf(expected::fieldNames);
        tensors.forEach((key, tensor) -> {
            assertThat(tensor.shape()).as(key).containsExactly(longs(expected.get(key), "shape"));
            JsonNode values = expected.get(key).get("values");
            switch (tensor.type()) {
                case F32 -> {
                    for (int i = 0; i < values.size(); i++) {
                        assertThat(tensor.floats()[i]).as(key).isEqualTo((float)
                                values.get(i).doubleValue());
                    }
                    assertThat(tensor.floats()).as(key).hasSize(values.size());
                }
                case F64 -> assertThat(tensor.doubles())
                        .as(key)
                        .containsExactly(StreamSupport.stream(values.spliterator(), false)
                                .mapToDouble(JsonNode::doubleValue)
                                .toArray());
                case I64 -> assertThat(tensor.longs()).as(key).containsExactly(longs(expected.get(key), "values"));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"tensors-zip.pth", "tensors-legacy.pth"})
    void convertsTypesWithoutLoss(String name) throws IOException {
        Map<String, Tensor> tensors = TorchFile.read(resource(name)).tensors();

        assertThat(tensors.get("state_dict.f16").type()).isEqualTo(Tensor.Type.F32);
        assertThat(tensors.get("state_dict.bf16").type()).isEqualTo(Tensor.Type.F32);
        assertThat(tensors.get("state_dict.f64").type()).isEqualTo(Tensor.Type.F64);
        assertThat(tensors.get("state_dict.u8").type()).isEqualTo(Tensor.Type.I64);
        assertThat(tensors.get("module.1.num_batches_tracked").type()).isEqualTo(Tensor.Type.I64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tensors-zip.pth", "tensors-legacy.pth"})
    void listsEntriesThatAreNotTensors(String name) throws IOException {
        assertThat(TorchFile.read(resource(name)).others())
                .containsExactly("betas", "large", "lr", "name", "none", "step");
    }

    @Test
    void readsTheDictionariesOfPython2() throws IOException {
        TorchFile file = TorchFile.read(resource("lpips-v0.1-alex.pth"));

        long[] channels = {64, 192, 384, 256, 256};
        double[] sums = {2.3495323137195783, 16.1430274810632, 39.26843924544403, 27.197178440931964, 20.317177099761324
        };
        assertThat(file.tensors()).hasSize(channels.length);
        assertThat(file.others()).isEmpty();
        for (int i = 0; i < channels.length; i++) {
            Tensor head = file.tensors().get("lin" + i + ".model.1.weight");
            double sum = 0;
            for (float weight : head.floats()) {
                sum += weight;
            }
            assertThat(head.shape()).containsExactly(1, channels[i], 1, 1);
            assertThat(sum).isEqualTo(sums[i]);
        }
    }

    /** {@code resources/weights/protocol5.py} wrote the files, one of them without checksums. */
    @ParameterizedTest
    @ValueSource(strings = {"protocol5-zip.pth", "protocol5-legacy.pth"})
    void readsProtocolFive(String name) throws IOException {
        Path path = resource(name);
        TorchFile file = TorchFile.read(path);

        assertThat(file.tensors()).containsOnlyKeys("w");
        assertThat(file.tensors().get("w").floats()).containsExactly(1.5f, -2);
        assertThat(file.others()).containsExactly("step");
        assertThat(PersistentFile.isOne(path)).isFalse();
    }

    @Test
    void readsTheOtherByteOrder() throws IOException {
        byte[] pickle = TorchBytes.dict("FloatStorage", 2, 0, new long[] {2}, 1);
        Map<String, byte[]> files = TorchBytes.entries(
                pickle, ByteBuffer.allocate(8).putFloat(1.5f).putFloat(-2).array());
        files.put("x/byteorder", new byte[] {'b', 'i', 'g'});
        Path path = Files.write(temp.resolve("big.pth"), TorchBytes.zip(files));

        assertThat(TorchFile.read(path).tensors().get("w").floats()).containsExactly(1.5f, -2);
    }

    private Path resource(String name) throws IOException {
        Path path = temp.resolve(name);
        try (InputStream in = getClass().getResourceAsStream("/weights/" + name)) {
            Files.copy(in, path);
        }
        return path;
    }

    private static long[] longs(JsonNode node, String field) {
        return StreamSupport.stream(node.get(field).spliterator(), false)
                .mapToLong(JsonNode::longValue)
                .toArray();
    }
}
