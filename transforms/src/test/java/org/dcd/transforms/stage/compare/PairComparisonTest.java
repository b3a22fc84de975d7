package org.dcd.transforms.stage.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.features.lpips.Backbone;
import org.dcd.transforms.features.lpips.LpipsWeights;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.metric.Lpips;
import org.dcd.transforms.metric.Psnr;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restored images scored by a network, AlexNet with random weights under the published heads. */
class PairComparisonTest {
    private static final Path HEADS = Path.of("src/test/resources/weights/lpips-v0.1-alex.pth");
    private static final ImageShape SHAPE = new ImageShape(1, 32, 32);
    private static final int N = 3;

    @TempDir
    private static Path folder;

    private static HashedFile backbone;

    @BeforeAll
    static void write() throws IOException {
        SortedMap<String, Tensor> state = new TreeMap<>();
        LpipsWeights.backbone(Backbone.ALEX).forEach((name, shape) -> {
            int n = Math.toIntExact(Tensor.size(shape));
            float[] values = Seeds.normal(name.hashCode(), n);
            for (int i = 0; i < n; i++) {
                values[i] *= shape.length == 1 ? 0.1f : (float) Math.sqrt(2.0 * shape[0] / n);
            }
            state.put(name, Tensor.of(values, shape));
        });
        new Safetensors(state, Map.of()).write(Folder.at(folder.toString()), "alexnet.safetensors");
        backbone = HashedFile.of(folder.resolve("alexnet.safetensors"));
        images("clean", FileNames.HELD_OUT, Origin.CLEAN, 0);
        images("same", FileNames.RESTORED, Origin.GENERATED, 0);
        images("other", FileNames.RESTORED, Origin.GENERATED, 40);
    }

    private static void images(String name, String table, Origin origin, int offset) throws IOException {
        TableWriter.write(at(name), FileNames.part(table, 0, 1), Image.class, out -> {
            for (int i = 0; i < N; i++) {
                byte[] pixels = new byte[SHAPE.size()];
                for (int k = 0; k < pixels.length; k++) {
                    pixels[k] = (byte) ((k * (i + 3) % 200) + (k % 5 == 0 ? offset : 0));
                }
                out.add(new Image((long) i, origin, -1, 1, 32, 32, DataType.U8, ByteBuffer.wrap(pixels)));
            }
        });
    }

    private static Folder at(String name) {
        return Folder.at(folder.resolve(name).toString());
    }

    private static List<Score> scores(String restored, List<HashedFile> weights) throws IOException {
        CompareSpec spec = new CompareSpec(
                "restored",
                List.of(new Psnr(), new Lpips(Backbone.ALEX)),
                weights,
                new Corruption(new Identity(), new GaussianNoise(0.5)),
                1,
                SHAPE,
                DataType.U8,
                1);
        StageTask<CompareSpec> task = new StageTask<>(
                new StageId("compare", "3c6e0b8a"),
                "compare",
                spec,
                List.of(
                        new StageInput("images", "r", new StageId("restore", "4b43b0ae"), at(restored)),
                        new StageInput("clean-images", "d", new StageId("dataset", "8277e091"), at("clean"))),
                at("work-" + restored));
        PairComparison.run(task);
        List<Score> scores = new ArrayList<>();
        Tables.read(task.work(), FileNames.SCORES, Score.class, scores::add);
        return scores;
    }

    @Test
    void exactRestorationsHaveNoDistance() throws IOException {
        List<HashedFile> weights = List.of(backbone, HashedFile.of(HEADS));

        Score same = scores("same", weights).get(1);
        Score other = scores("other", weights).get(1);

        assertThat(same.getMetric()).isEqualTo("lpips");
        assertThat(same.getValue()).isZero();
        assertThat(other.getValue()).isPositive();
        assertThat(other.getOracle()).isTrue();
        assertThat(other.getContract().getName())
                .isEqualTo("lpips[lpips-v0.1-alex-" + backbone.sha256().substring(0, 8) + "-df73285e]");
        assertThat(other.getContract().getExtractorSha256()).startsWith(backbone.sha256() + "+df73285e");
    }

    @Test
    void anotherFileThanThePlannedOneIsRefused() {
        HashedFile changed = new HashedFile(backbone.path(), "0".repeat(64));

        assertThatThrownBy(() -> scores("other", List.of(changed, HashedFile.of(HEADS))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("expected 0000")
                .hasMessageContaining("changed after the experiment was planned");
    }
}
