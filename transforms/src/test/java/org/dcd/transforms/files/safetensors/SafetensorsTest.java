package org.dcd.transforms.files.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    private static final Safetensors FILE = new Safetensors(
            Map.of(
                    "odd", Tensor.of(new float[] {1, -2, 3}, 3),
                    "double", Tensor.of(new double[] {Math.PI, 4}, 2, 1),
                    "long", Tensor.of(new long[] {Long.MIN_VALUE}),
                    "empty", Tensor.of(new float[0], 0, 4)),
            Map.of("made by", "a test"));

    @Test
    void readsWhatItWrites() throws IOException {
        Safetensors back = read(bytes(FILE));

        assertThat(back.tensors()).containsOnlyKeys("odd", "double", "long", "empty");
        assertThat(back.get("odd").floats()).containsExactly(1, -2, 3);
        assertThat(back.get("double").doubles()).containsExactly(Math.PI, 4);
        assertThat(back.get("double").shape()).containsExactly(2, 1);
        assertThat(back.get("long").longs()).containsExactly(Long.MIN_VALUE);
        assertThat(back.get("long").shape()).isEmpty();
        assertThat(back.get("empty").shape()).containsExactly(0, 4);
        assertThat(back.metadata()).containsEntry("made by", "a test");
    }

    @Test
    void theSameArraysGiveTheSameBytes() throws IOException {
        assertThat(bytes(read(bytes(FILE)))).isEqualTo(bytes(FILE));
    }

    @Test
    void theHeaderFollowsTheFormat() throws IOException {
        ByteBuffer file = ByteBuffer.wrap(bytes(new Safetensors(Map.of("a", Tensor.of(new float[] {1}, 1)), Map.of())))
                .order(ByteOrder.LITTLE_ENDIAN);
        long length = file.getLong();
        byte[] header = new byte[(int) length];
        file.get(header);

        assertThat(length % 8).isZero();
        assertThat(new String(header, StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}");
        assertThat(file.getFloat()).isEqualTo(1);
    }

    @Test
    void rejectsEveryTruncation() throws IOException {
        byte[] whole = bytes(FILE);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOfAny(EOFException.class, IllegalArgumentException.class);
        }
    }

    @Test
    void aTruncatedFileDoesNotAllocateItsDeclaredSize() {
        byte[] few = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(90_000_000)
                .array();
        assertThatThrownBy(() -> Safetensors.read(new ByteArrayInputStream(few), Long.MAX_VALUE))
                .isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | not a JSON object",
                "{\"a\": | not JSON",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{}} | not JSON",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | needs 8 bytes, but has 4",
                "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[4],\"data_offsets\":[0,4]}} | element type 'F8_E4M3'",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | length or offset, -1",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}} | length or offset, 1.0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}} | invalid data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}} | invalid data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}} | lacks a list",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}} | too large",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | begins at 4, not 0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],"
                        + "\"data_offsets\":[0,4]}} | begins at 0, not 4",
                "{} | the tensors have 0 bytes, but the file has 4 of data",
                "{\"__metadata__\":{\"k\":1}} | metadata k is not text",
            })
    void rejectsAnInvalidHeader(String header, String complaint) {
        assertThatThrownBy(() -> read(file(header, 0, 0, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void convertsSmallerTypes() throws IOException {
        Safetensors file = read(file(
                "{\"half\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]},"
                        + "\"brain\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[2,4]},"
                        + "\"int\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[4,8]},"
                        + "\"byte\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[8,10]}}",
                0x00,
                0xbe,
                0x49,
                0x40,
                0xfe,
                0xff,
                0xff,
                0xff,
                0,
                255));

        assertThat(file.get("half").floats()).containsExactly(-1.5f);
        assertThat(file.get("brain").floats()).containsExactly(3.140625f);
        assertThat(file.get("int").longs()).containsExactly(-2);
        assertThat(file.get("byte").longs()).containsExactly(0, 255);
        assertThat(file.get("byte").shape()).containsExactly(2);
    }

    @Test
    void reportsADamagedFile(@TempDir java.nio.file.Path path) throws IOException {
        Folder folder = Folder.at(path.toString());
        folder.write("weights.safetensors", out -> out.write(new byte[] {1, 2, 3}));

        assertThatThrownBy(() -> Safetensors.read(folder, "weights.safetensors"))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("weights.safetensors");
    }

    private static byte[] file(String header, int... data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json);
        for (int value : data) {
            file.put((byte) value);
        }
        return file.array();
    }

    private static byte[] bytes(Safetensors file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        file.writeTo(out);
        return out.toByteArray();
    }

    private static Safetensors read(byte[] bytes) throws IOException {
        return Safetensors.read(new ByteArrayInputStream(bytes), bytes.length);
    }
}
