package org.dcd.transforms.files.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightFileTest {
    /** {@code sha256sum lpips-v0.1-alex.pth}. */
    private static final String LPIPS = "df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0";

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"tensors-zip.pth", "tensors-legacy.pth"})
    void detectsTheFormatFromTheContent(String name) throws IOException {
        Path path = Files.write(temp.resolve("weights.safetensors"), resource(name));

        WeightFile file = WeightFile.read(path);

        assertThat(file.get("nested.ema.w").floats()).containsExactly(0, 0.125f, 0.25f, 0.375f, 0.5f, 0.625f);
        assertThat(file.others()).contains("step");
    }

    @Test
    void readsSafetensors() throws IOException {
        Path path = Files.write(temp.resolve("weights.pth"), safetensors());

        WeightFile file = WeightFile.read(path);

        assertThat(file.get("w").floats()).containsExactly(1, 2);
        assertThatThrownBy(() -> file.get("v"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(path + ": has no tensor v, only [w]");
    }

    @Test
    void rejectsEveryTruncationOfSafetensors() throws IOException {
        byte[] whole = safetensors();
        Path path = temp.resolve("w.safetensors");
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> WeightFile.read(path))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(path.toString());
        }
    }

    @Test
    void rejectsAFileWithAnotherHash() throws IOException {
        byte[] bytes = resource("lpips-v0.1-alex.pth");
        Path path = Files.write(temp.resolve("alex.pth"), bytes);

        assertThat(WeightFile.read(path, LPIPS).tensors()).hasSize(5);
        assertThat(WeightFile.read(path, LPIPS.toUpperCase(Locale.ROOT)).tensors())
                .hasSize(5);
        bytes[bytes.length - 1] ^= 1;
        Files.write(path, bytes);
        assertThatThrownBy(() -> WeightFile.read(path, LPIPS))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(path + ": its SHA-256 is ")
                .hasMessageContaining("expected " + LPIPS + "; it is another file or damaged, get it again");
        assertThatThrownBy(() -> WeightFile.read(path, LPIPS.substring(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 hexadecimal digits");
    }

    @Test
    void aMissingFileIsNamed() {
        Path path = temp.resolve("none.pth");
        assertThatThrownBy(() -> WeightFile.read(path))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(path + " does not exist");
        assertThatThrownBy(() -> WeightFile.read(temp, LPIPS))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("is not a file");
    }

    private static byte[] safetensors() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Safetensors(Map.of("w", Tensor.of(new float[] {1, 2}, 2)), Map.of()).writeTo(out);
        return out.toByteArray();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = WeightFileTest.class.getResourceAsStream("/weights/" + name)) {
            return in.readAllBytes();
        }
    }
}
