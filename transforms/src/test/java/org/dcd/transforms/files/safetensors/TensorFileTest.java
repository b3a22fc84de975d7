package org.dcd.transforms.files.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose tensors are written and read one at a time. */
class TensorFileTest {
    private static final String NAME = "weights.safetensors";

    @TempDir
    private Path path;

    private Folder folder;

    @BeforeEach
    void openFolder() {
        folder = Folder.at(path.toString());
    }

    private static float[] counted(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = i;
        }
        return values;
    }

    /** A tensor that gives its elements in parts of different sizes. */
    private static TensorSource inParts(Tensor whole) {
        return new TensorSource() {
            @Override
            public Tensor.Type type() {
                return whole.type();
            }

            @Override
            public long[] shape() {
                return whole.shape();
            }

            @Override
            public void read(Receiver receiver) throws IOException {
                ByteBuffer all = whole.data();
                for (int next = 4; all.hasRemaining(); next *= 3) {
                    int count = Math.min(next, all.remaining());
                    ByteBuffer part = ByteBuffer.allocateDirect(count).order(ByteOrder.LITTLE_ENDIAN);
                    part.put(all.slice(all.position(), count)).flip();
                    receiver.accept(part.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN));
                    all.position(all.position() + count);
                }
            }
        };
    }

    @Test
    void tensorsInPartsGiveTheBytesOfTensorsInMemory() throws IOException {
        Map<String, Tensor> tensors = Map.of(
                "b", Tensor.of(counted(70_000), 7, 10_000),
                "a", Tensor.of(new float[] {1, 2}, 2),
                "n", Tensor.of(new double[] {3}, 1));
        Map<String, TensorSource> parts = new java.util.HashMap<>();
        tensors.forEach((name, tensor) -> parts.put(name, inParts(tensor)));

        new Safetensors(tensors, Map.of("k", "v")).write(folder, "whole");
        Safetensors.write(folder, "parts", parts, Map.of("k", "v"));

        assertThat(Files.readAllBytes(path.resolve("parts"))).isEqualTo(Files.readAllBytes(path.resolve("whole")));
    }

    @Test
    void aTensorWithFewerElementsThanItsShapeIsNotWritten() {
        Tensor whole = Tensor.of(counted(10), 10);
        TensorSource cut = new TensorSource() {
            @Override
            public Tensor.Type type() {
                return whole.type();
            }

            @Override
            public long[] shape() {
                return new long[] {11};
            }

            @Override
            public void read(Receiver receiver) throws IOException {
                whole.read(receiver);
            }
        };

        assertThatThrownBy(() -> Safetensors.write(folder, NAME, Map.of("w", cut), Map.of()))
                .hasMessageContaining("tensor w gave 40 bytes instead of 44");
        assertThat(folder.exists(NAME)).isFalse();
    }

    @Test
    void tensorsAreReadInParts() throws IOException {
        float[] values = counted(200_001);
        new Safetensors(Map.of("a", Tensor.of(new float[] {5}, 1), "w", Tensor.of(values, 3, 66_667)), Map.of("k", "v"))
                .write(folder, NAME);

        TensorFile file = TensorFile.open(folder, NAME);
        TensorSource stored = file.tensor("w").orElseThrow();
        List<Integer> sizes = new ArrayList<>();
        stored.read(elements -> sizes.add(elements.remaining()));

        assertThat(file.metadata()).containsExactly(Map.entry("k", "v"));
        assertThat(file.tensors()).containsOnlyKeys("a", "w");
        assertThat(file.tensor("x")).isEmpty();
        assertThat(stored.shape()).containsExactly(3, 66_667);
        assertThat(stored.floats()).containsExactly(values);
        assertThat(sizes).hasSizeGreaterThan(1).allMatch(size -> size <= 1 << 16 && size % Float.BYTES == 0);
    }

    @Test
    void smallerTypesAreConverted() throws IOException {
        write(
                "{\"half\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]},"
                        + "\"brain\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[2,4]},"
                        + "\"byte\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[4,6]}}",
                0x00,
                0xbe,
                0x49,
                0x40,
                0,
                255);

        TensorFile file = TensorFile.open(folder, NAME);

        assertThat(file.tensor("half").orElseThrow().floats()).containsExactly(-1.5f);
        assertThat(file.tensor("brain").orElseThrow().floats()).containsExactly(3.140625f);
        assertThat(file.tensor("byte").orElseThrow().load().longs()).containsExactly(0, 255);
    }

    @Test
    void everyTruncationIsDetectedWhenTheFileIsOpened() throws IOException {
        new Safetensors(Map.of("w", Tensor.of(counted(5), 5)), Map.of()).write(folder, NAME);
        byte[] whole = Files.readAllBytes(path.resolve(NAME));
        for (int length = 0; length < whole.length; length++) {
            Files.write(path.resolve(NAME), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> TensorFile.open(folder, NAME)).isInstanceOf(DamagedFileException.class);
        }
    }

    @Test
    void aFileThatIsCutAfterItWasOpenedIsReportedAsDamaged() throws IOException {
        new Safetensors(Map.of("w", Tensor.of(counted(5), 5)), Map.of()).write(folder, NAME);
        TensorSource stored = TensorFile.open(folder, NAME).tensor("w").orElseThrow();
        byte[] whole = Files.readAllBytes(path.resolve(NAME));
        Files.write(path.resolve(NAME), Arrays.copyOf(whole, whole.length - 3));

        assertThatThrownBy(stored::load)
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("ends 3 bytes before the end of a tensor");
    }

    @Test
    void aHeaderThatDeclaresMoreThanTheFileHasIsRejected() throws IOException {
        write("{\"w\":{\"dtype\":\"F32\",\"shape\":[500000000000],\"data_offsets\":[0,2000000000000]}}", 0, 0, 0, 0);

        assertThatThrownBy(() -> TensorFile.open(folder, NAME))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("but the file has 4 of data");
    }

    private void write(String header, int... data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json);
        for (int value : data) {
            file.put((byte) value);
        }
        folder.write(NAME, out -> out.write(file.array()));
    }
}
