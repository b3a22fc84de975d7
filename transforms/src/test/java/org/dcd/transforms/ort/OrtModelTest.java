package org.dcd.transforms.ort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.transforms.export.OnnxParity;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.onnx.TinyModels;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrtModelTest {
    private static final ImageShape SHAPE = new ImageShape(1, 8, 8);

    @Test
    void resultsDoNotDependOnTheBatch() {
        float[] z = Seeds.normal(1, 7 * SHAPE.size());
        try (OrtModel model = generator(4)) {
            float[] all = model.run(7, Map.of("z", z), "image").floats("image");
            for (int i = 0; i < 7; i++) {
                float[] one = Arrays.copyOfRange(z, i * SHAPE.size(), (i + 1) * SHAPE.size());
                assertThat(model.run(1, Map.of("z", one), "image").floats("image"))
                        .containsExactly(Arrays.copyOfRange(all, i * SHAPE.size(), (i + 1) * SHAPE.size()));
            }
        }
    }

    @Test
    void manyThreadsShareOneModel() throws Exception {
        float[] z = Seeds.normal(1, 5 * SHAPE.size());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (OrtModel model = generator(2)) {
            byte[] expected = model.run(5, Map.of("z", z), "pixels").bytes("pixels");
            Callable<byte[]> run = () -> model.run(5, Map.of("z", z), "pixels").bytes("pixels");
            for (Future<byte[]> result :
                    threads.invokeAll(Stream.generate(() -> run).limit(16).toList())) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aClosedModelCannotRun() {
        OrtModel model = generator(2);
        model.close();
        model.close();

        assertThatThrownBy(() -> model.run(1, Map.of("z", new float[SHAPE.size()]), "image"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tiny is closed");
    }

    @Test
    void rejectsInputsThatDoNotMatch() {
        try (OrtModel model = generator(2)) {
            assertThatThrownBy(() -> model.run(1, Map.of("x", new float[64]), "image"))
                    .hasMessageContaining("needs at least one row of inputs [z]");
            assertThatThrownBy(() -> model.run(2, Map.of("z", new float[64]), "image"))
                    .hasMessageContaining("must have 128 values for 2 rows, was 64");
            assertThatThrownBy(() -> model.run(1, Map.of("z", new float[64]), "picture"))
                    .hasMessageContaining("no input or output 'picture', only [image, pixels]");
            assertThatThrownBy(() ->
                            model.run(1, Map.of("z", new float[64]), "image").bytes("image"))
                    .hasMessageContaining("no u8 output 'image'");
        }
    }

    @Test
    void reportsADamagedFile(@TempDir java.nio.file.Path path) throws Exception {
        Folder folder = Folder.at(path.toString());
        byte[] whole = TinyModels.generator(SHAPE);
        folder.write("generator.onnx", out -> out.write(whole, 0, whole.length / 2));

        assertThatThrownBy(() -> OrtModel.open(folder, "generator.onnx", OrtOptions.cpu(1)))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("generator.onnx");
    }

    @Test
    void fallsBackToTheCpuWithoutCuda() {
        OrtOptions wanted = new OrtOptions(OrtDevice.CUDA, 0, 1, 2);
        try (OrtModel model = OrtModel.open("tiny", TinyModels.generator(SHAPE), wanted)) {
            assertThat(model.run(1, Map.of("z", new float[64]), "image").floats("image"))
                    .hasSize(64);
            assertThat(model.options().device()).isIn(OrtDevice.CPU, OrtDevice.CUDA);
        }
    }

    @Test
    void parityReportsTheLargestDifferenceAndItsPosition() {
        float[] z = Seeds.normal(1, 2 * SHAPE.size());
        try (OrtModel model = generator(2)) {
            float[] reference = model.run(2, Map.of("z", z), "image").floats("image");
            assertThat(OnnxParity.check(model, 2, Map.of("z", z), "image", reference, 0))
                    .isZero();

            reference[64 + 8 + 3] += 0.5f;
            assertThatThrownBy(() -> OnnxParity.check(model, 2, Map.of("z", z), "image", reference, 1e-3))
                    .hasMessageContaining("differ by 0.5")
                    .hasMessageContaining("tolerance 0.001")
                    .hasMessageContaining("at [1, 0, 1, 3]");

            reference[5] = Float.NaN;
            assertThatThrownBy(() -> OnnxParity.check(model, 2, Map.of("z", z), "image", reference, 1e9))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("at [0, 0, 0, 5]");
        }
    }

    private static OrtModel generator(int batch) {
        return OrtModel.open(
                "tiny", TinyModels.generator(SHAPE), OrtOptions.cpu(1).withBatch(batch));
    }
}
