package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.contract.TestIds;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.measurement.NoiseEstimate;
import org.dcd.transforms.model.SamplerSettings;
import org.dcd.transforms.ops.onnx.TinyModels;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.Row;
import org.dcd.transforms.stage.sample.SampleKind;
import org.dcd.transforms.stage.sample.SampleSpec;
import org.dcd.transforms.stage.sample.SampleWork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleImagesTest {
    private static final ImageShape SHAPE = new ImageShape(1, 4, 4);
    private static final int COUNT = 150;

    @TempDir
    Path store;

    private Folder model;

    @BeforeEach
    void exportModels() throws IOException {
        model = Folder.at(store.resolve("export").toString());
        model.write(FileNames.GENERATOR_ONNX, out -> out.write(TinyModels.generator(SHAPE)));
        model.write(FileNames.DENOISER_ONNX, out -> out.write(TinyModels.denoiser(SHAPE)));
    }

    private StageTask<SampleSpec> task(Row row, String key) {
        return task(row, new SampleSpec.Stop.At(row == Row.TEACHER_TRUNCATED ? 0.2 : 0), key);
    }

    private StageTask<SampleSpec> task(Row row, SampleSpec.Stop stop, String key, StageInput... more) {
        SampleSpec spec = new SampleSpec(row, COUNT, SamplerSettings.heun(5), stop, SHAPE, DataType.U8, 1);
        return new StageTask<>(
                TestIds.of("sample", key),
                "sample:" + row.id(),
                spec,
                Stream.concat(
                                Stream.of(new StageInput("model", "export", new StageId("export", "3f79bb7b"), model)),
                                Stream.of(more))
                        .toList(),
                Folder.at(store.resolve(key).toString()));
    }

    @Test
    void shardingDoesNotChangeTheImages() throws IOException {
        List<Row> rows = List.of(Row.GENERATOR, Row.TEACHER_TRUNCATED);
        for (int perShard : new int[] {COUNT, 64, 40}) {
            DirectRun.run(
                    StageTransform.of(new SampleWork(perShard)),
                    rows.stream().map(row -> task(row, row.id() + perShard)).toList());
        }
        for (Row row : rows) {
            List<Image> whole = images(task(row, row.id() + COUNT));
            assertThat(whole).hasSize(COUNT).doesNotHaveDuplicates();
            for (int perShard : new int[] {64, 40}) {
                StageTask<SampleSpec> task = task(row, row.id() + perShard);
                assertThat(Tables.parts(task.work(), FileNames.SAMPLES)).hasSize((COUNT + perShard - 1) / perShard);
                assertThat(images(task)).isEqualTo(whole);
            }
        }
    }

    @Test
    void writesGeneratedImagesOfEveryRowAndReportsTheirCost() throws IOException {
        List<StageTask<SampleSpec>> tasks =
                List.of(task(Row.GENERATOR, "g"), task(Row.TEACHER_FULL, "f"), task(Row.TEACHER_TRUNCATED, "t"));
        List<StageResult> results = DirectRun.run(StageTransform.of(new SampleKind()), tasks);

        assertThat(results).hasSize(3);
        assertThat(results).allSatisfy(result -> assertThat(result.figures())
                .containsEntry("images", (double) COUNT)
                .containsKey("images-per-second"));
        assertThat(nfe(results, "sample:generator")).isEqualTo(1);
        assertThat(nfe(results, "sample:teacher-full")).isEqualTo(9);
        assertThat(nfe(results, "sample:teacher-truncated")).isBetween(1.0, 8.0);
        for (StageTask<SampleSpec> task : tasks) {
            List<Image> images = images(task);
            for (int i = 0; i < COUNT; i++) {
                assertThat(images.get(i).getId()).isEqualTo(i);
                assertThat(images.get(i).getOrigin()).isEqualTo(Origin.GENERATED);
                assertThat(images.get(i).getDataType()).isEqualTo(DataType.U8);
                assertThat(images.get(i).getData().remaining()).isEqualTo(SHAPE.size());
            }
            assertThat(ProgressLog.read(task.work())).last().satisfies(line -> assertThat(line.done())
                    .isEqualTo(COUNT));
        }
    }

    @Test
    void truncatedSamplesStopAtTheEstimatedNoiseLevel() throws IOException {
        Folder calibrate = Folder.at(store.resolve("calibrate").toString());
        new NoiseEstimate(2, 2, 2, 100).write(calibrate);
        StageInput noise =
                new StageInput(NoiseAssumption.INPUT, "calibrate", new StageId("calibrate", "2e7d2c03"), calibrate);
        StageTask<SampleSpec> given = task(Row.TEACHER_TRUNCATED, new SampleSpec.Stop.At(2), "given");
        StageTask<SampleSpec> estimated =
                task(Row.TEACHER_TRUNCATED, new SampleSpec.Stop.AtNoise(), "estimated", noise);

        List<StageResult> results = DirectRun.run(StageTransform.of(new SampleWork(64)), List.of(given, estimated));

        assertThat(images(estimated)).isEqualTo(images(given));
        assertThat(results).extracting(result -> result.figures().get("nfe")).containsOnly(5.0);
    }

    @Test
    void aMissingEstimateIsRefused() {
        StageTask<SampleSpec> task = task(Row.TEACHER_TRUNCATED, new SampleSpec.Stop.AtNoise(), "none");

        assertThatThrownBy(() -> DirectRun.run(StageTransform.of(new SampleKind()), List.of(task)))
                .hasStackTraceContaining("needs an estimate of the noise level, but has no input 'noise'");
    }

    @Test
    void aSecondAttemptKeepsFinishedParts() throws IOException {
        StageTask<SampleSpec> task = task(Row.GENERATOR, "again");
        DirectRun.run(StageTransform.of(new SampleWork(64)), List.of(task));
        List<byte[]> before = files(task);
        String lost = Tables.parts(task.work(), FileNames.SAMPLES).get(1);
        task.work().delete(lost);
        StageResult result = DirectRun.run(StageTransform.of(new SampleWork(64)), List.of(task))
                .get(0);

        assertThat(files(task))
                .usingElementComparator(java.util.Arrays::compare)
                .isEqualTo(before);
        assertThat(result.figures()).containsEntry("images", (double) COUNT);
    }

    @Test
    void aModelOfAnotherShapeIsRefused() throws IOException {
        ImageShape other = new ImageShape(3, 4, 4);
        model.write(FileNames.GENERATOR_ONNX, out -> out.write(TinyModels.generator(other)));

        assertThatThrownBy(
                        () -> DirectRun.run(StageTransform.of(new SampleKind()), List.of(task(Row.GENERATOR, "shape"))))
                .hasStackTraceContaining(
                        "the model draws images of 48 values, but samples of generator have shape 1x4x4");
    }

    private static double nfe(List<StageResult> results, String name) {
        return results.stream()
                .filter(result -> result.task().name().equals(name))
                .findFirst()
                .orElseThrow()
                .figures()
                .get("nfe");
    }

    private static List<Image> images(StageTask<SampleSpec> task) throws IOException {
        List<Image> images = new ArrayList<>();
        Tables.read(task.work(), FileNames.SAMPLES, Image.class, images::add);
        return images;
    }

    private static List<byte[]> files(StageTask<SampleSpec> task) throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (String part : Tables.parts(task.work(), FileNames.SAMPLES)) {
            try (InputStream in = task.work().open(part)) {
                files.add(in.readAllBytes());
            }
        }
        return files;
    }
}
