package org.dcd.pipelines.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.pipelines.experiment.Expectation;
import org.dcd.pipelines.report.StageTables;
import org.dcd.pipelines.report.SweepTable;
import org.dcd.pipelines.store.LookupResult;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.Origin;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.metric.Psnr;
import org.dcd.transforms.metric.Ssim;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.compare.CompareSpec;
import org.dcd.transforms.stage.compare.PairComparison;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One restored image equals its clean image: its PSNR is ∞, and so is the mean. */
class InfiniteScoreTest {
    private static final ImageShape SHAPE = new ImageShape(1, 16, 16);
    private static final String EQUAL = "generator-prior";
    private static final String OTHER = "noise2self";

    @TempDir
    Path folder;

    private Store store;
    private final List<Score> scores = new ArrayList<>();

    @BeforeEach
    void score() throws IOException {
        store = Store.open(folder.resolve("store"));
        store.prepare();
        images("clean", FileNames.HELD_OUT, Origin.CLEAN, 0);
        images(EQUAL, FileNames.RESTORED, Origin.GENERATED, 0);
        images(OTHER, FileNames.RESTORED, Origin.GENERATED, 10);
        for (String row : List.of(EQUAL, OTHER)) {
            String key = row.equals(EQUAL) ? "0123456789abcdef" : "fedcba9876543210";
            store.publish(PairComparison.run(task(row, key)));
            scores.addAll(StageTables.scores(store.stage(new StageId("compare", key))));
        }
    }

    /** Image 0 is constant and restored exactly; image 1 differs. */
    private void images(String name, String table, Origin origin, int more) throws IOException {
        TableWriter.write(at(name), FileNames.part(table, 0, 1), Image.class, out -> {
            for (int i = 0; i < 2; i++) {
                byte[] pixels = new byte[SHAPE.size()];
                for (int k = 0; k < pixels.length; k++) {
                    boolean differs = i == 1 && origin == Origin.GENERATED && k == 7;
                    pixels[k] = (byte) (100 + more + (differs ? 20 : 0));
                }
                out.add(new Image((long) i, origin, -1, 1, 16, 16, DataType.U8, ByteBuffer.wrap(pixels)));
            }
        });
    }

    private Folder at(String name) {
        return Folder.at(folder.resolve(name).toString());
    }

    private StageTask<CompareSpec> task(String row, String key) {
        CompareSpec spec = new CompareSpec(
                row,
                List.of(new Psnr(), new Ssim()),
                List.of(),
                new Corruption(new Identity(), new GaussianNoise(0.5)),
                1,
                SHAPE,
                DataType.U8,
                1);
        return new StageTask<>(
                new StageId("compare", key),
                "compare:" + row,
                spec,
                List.of(
                        new StageInput("images", "r", new StageId("restore", "4b43b0ae"), at(row)),
                        new StageInput("clean-images", "d", new StageId("dataset", "8277e091"), at("clean"))),
                store.work(new StageId("compare", key)));
    }

    private Score psnr(String row) {
        return scores.stream()
                .filter(score -> score.getRow().equals(row) && score.getMetric().equals("psnr"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void infiniteScoresArePublishedInTheTableWithANote() {
        assertThat(psnr(EQUAL).getValue()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(psnr(EQUAL).getDeviation()).isNull();
        assertThat(psnr(OTHER).getValue()).isBetween(20.0, 40.0);

        Manifest manifest =
                ((LookupResult.Present) store.verify(new StageId("compare", "0123456789abcdef"))).manifest();
        assertThat(manifest.getFigures()).containsOnlyKeys("images", "ssim");
        assertThat(manifest.getNotes())
                .containsExactly("psnr of generator-prior is ∞: at least one image has an infinite value, such as one"
                        + " that equals its reference");
    }

    @Test
    void expectationsCompareInfiniteScores() {
        List<Expectation> claims = List.of(
                        "generator-prior.psnr > 30",
                        "generator-prior.psnr >= 0.5 * generator-prior.psnr",
                        "noise2self.psnr < generator-prior.psnr - 1",
                        "generator-prior.psnr < 60")
                .stream()
                .map(Expectation::parse)
                .toList();
        List<ExpectationResult> results = Expectations.check(claims, scores);

        assertThat(results).extracting(ExpectationResult::passed).containsExactly(true, true, true, false);
        assertThat(results.get(0).detail()).isEqualTo("∞ > 30.00");
        assertThat(results.get(3).detail()).isEqualTo("not ∞ < 60.00");
    }

    @Test
    void infiniteScoresHaveNoDeviation() {
        ScoreCell cell = ScoreCell.find(scores, EQUAL, "psnr").orElseThrow();
        assertThat(cell.text()).isEqualTo("∞");
        Score second =
                Score.newBuilder(psnr(EQUAL)).setSampleSet(1).setValue(30).build();
        assertThat(new ScoreCell(List.of(psnr(EQUAL), second)).text())
                .as("over sets of samples")
                .isEqualTo("∞");
        assertThat(new SweepTable.Cell(Map.of(1L, Double.POSITIVE_INFINITY, 2L, 30.0), Optional.empty()).text())
                .as("over seeds")
                .isEqualTo("∞");
    }

    @Test
    void differencesFromInfiniteScoresAreReported() throws IOException {
        Folder equal = store.stage(new StageId("compare", "0123456789abcdef"));
        Folder changed = at("changed");
        TableWriter.write(changed, FileNames.part(FileNames.SCORES, 0, 1), Score.class, out -> {
            for (Score score : StageTables.scores(equal)) {
                out.add(
                        score.getMetric().equals("psnr")
                                ? Score.newBuilder(score).setValue(41.5).build()
                                : score);
            }
        });
        String table = FileNames.part(FileNames.SCORES, 0, 1);

        assertThat(ScoreDifference.between(equal, changed, table))
                .contains("psnr", "Infinity there, 41.5 here (1 of 2 scores differ)");
        assertThat(ScoreDifference.between(equal, equal, table)).isEqualTo("the same scores in another order");
    }

    @Test
    void nanRemainsAnError() throws IOException {
        StageTask<CompareSpec> task = task(OTHER, "00000000ffffffff");
        task.work().write("made", out -> out.write(1));
        StageResult bad =
                new StageResult(task, List.of(), Map.of("loss", Double.NaN), List.of(), List.of(), Instant.EPOCH, 1);

        assertThatThrownBy(() -> store.publish(bad)).hasStackTraceContaining("reports loss = NaN, not a number");
    }
}
