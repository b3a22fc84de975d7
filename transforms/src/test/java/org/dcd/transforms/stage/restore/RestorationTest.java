package org.dcd.transforms.stage.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.Score;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.contract.Examples;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.generator.OneStepGenerator;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.measurement.NoiseEstimate;
import org.dcd.transforms.metric.Psnr;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.restore.GeneratorPrior;
import org.dcd.transforms.restore.MeasurementTable;
import org.dcd.transforms.restore.PseudoInverse;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.restore.TrainedPrior;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.compare.CompareSpec;
import org.dcd.transforms.stage.compare.PairComparison;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stages of restoration, for every registered restorer: measurements in, images out, scores of them. */
class RestorationTest {
    private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
    private static final MeasurementModel MODEL = new MeasurementModel(new Identity(), SHAPE);
    private static final double SIGMA = 0.5;
    private static final int N = 20;
    private static final int FIRST_ID = 100;
    private static final ConditionedDenoiser DENOISER =
            ConditionedDenoiser.of(new SongUNet(16, List.of(1), 1, List.of(), 0), SHAPE);
    private static final OneStepGenerator GENERATOR = OneStepGenerator.of(DENOISER, 2.5);

    @TempDir
    private Path folder;

    static Stream<Named<Restorer>> restorers() {
        return Examples.of(Restorer.class);
    }

    @BeforeEach
    void writeInputs() throws IOException {
        writeMeasurements("measurements", Origin.MEASUREMENT);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        DENOISER.summary()
                .parameters()
                .forEach(spec ->
                        weights.put(spec.name(), Tensor.of(Initialiser.draw(spec, new Seeds(1)), spec.shape())));
        for (String file : List.of(FileNames.GENERATOR, FileNames.TEACHER)) {
            Weights.write(at("model"), file, "model", weights, 1, SHAPE);
        }
    }

    private Folder at(String name) {
        return Folder.at(folder.resolve(name).toString());
    }

    private static float clean(int i, int k) {
        return (k % 8 < 4) == (i % 2 == 0) ? 0.75f : -0.75f;
    }

    private void writeMeasurements(String name, Origin origin) throws IOException {
        TableWriter.write(at(name), FileNames.part(FileNames.MEASUREMENTS, 0, 1), Measurement.class, out -> {
            for (int i = 0; i < N; i++) {
                float[] y = Seeds.normal(i, SHAPE.size());
                for (int k = 0; k < y.length; k++) {
                    y[k] = clean(i, k) + (float) SIGMA * y[k];
                }
                ByteBuffer data = TensorData.encodeF32(y, 0, y.length);
                out.add(new Measurement(
                        (long) FIRST_ID + i, origin, i % 2, 1, 8, 8, DataType.F32, data, 0L, 0L, SIGMA));
            }
        });
    }

    private void writeImages(String name, String table, Origin origin, int count, double offset) throws IOException {
        TableWriter.write(at(name), FileNames.part(table, 0, 1), Image.class, out -> {
            for (int i = 0; i < count; i++) {
                float[] x = new float[SHAPE.size()];
                for (int k = 0; k < x.length; k++) {
                    x[k] = clean(i, k) + (float) offset;
                }
                out.add(new Image(
                        (long) FIRST_ID + i, origin, -1, 1, 8, 8, DataType.F32, TensorData.encodeF32(x, 0, x.length)));
            }
        });
    }

    private StageTask<RestoreSpec> task(Restorer restorer, String measurements, String work) {
        return task(restorer, new NoiseAssumption.Stored(), measurements, work);
    }

    private StageTask<RestoreSpec> task(Restorer restorer, NoiseAssumption noise, String measurements, String work) {
        RestoreSpec spec =
                new RestoreSpec(restorer, MODEL, TrainedPrior.of(restorer, GENERATOR, DENOISER), noise, DataType.U8, 1);
        return new StageTask<>(
                new StageId("restore", "74b7cc45"),
                "restore",
                spec,
                List.of(
                        new StageInput("measurements", "m", new StageId("corrupt", "62c66a7a"), at(measurements)),
                        new StageInput("training", "t", new StageId("corrupt", "e3b98a4d"), at(measurements)),
                        new StageInput("model", "d", new StageId("distil", "18ac3e73"), at("model")),
                        new StageInput("noise", "c", new StageId("calibrate", "2e7d2c03"), at("calibrate"))),
                at(work));
    }

    private List<Image> images(String work) throws IOException {
        List<Image> images = new ArrayList<>();
        Tables.read(at(work), FileNames.RESTORED, Image.class, images::add);
        return images;
    }

    @ParameterizedTest
    @MethodSource("restorers")
    void everyMeasurementBecomesAnImageOfItsId(Restorer restorer) throws Exception {
        StageResult result = Restoration.run(task(restorer, "measurements", "work"), Engines.best());

        List<Image> images = images("work");
        assertThat(images).hasSize(N).allSatisfy(image -> {
            assertThat(image.getOrigin()).isEqualTo(Origin.GENERATED);
            assertThat(image.getDataType()).isEqualTo(DataType.U8);
        });
        assertThat(images.get(3).getId()).isEqualTo(FIRST_ID + 3);
        assertThat(images.get(3).getLabel()).isEqualTo(1);
        assertThat(result.figures()).containsEntry("images", (double) N).containsKeys("misfit", "images-per-second");
        if (restorer.prior() != Restorer.Prior.NONE) {
            assertThat(ProgressLog.read(at("work"))).isNotEmpty().last().satisfies(line -> {
                assertThat(line.done()).isEqualTo(line.total()).isEqualTo(N);
                assertThat(line.values()).containsKey("loss");
            });
        }
    }

    /** The latent's weight grows with σ², so that images depend on it. */
    @Test
    void restorersUseTheGivenNoiseLevel() throws Exception {
        Restorer restorer = new GeneratorPrior(2, 0.05, 1, 1, GeneratorPrior.Keep.LAST);
        new NoiseEstimate(2, 2, 2, 100).write(at("calibrate"));
        Restoration.run(task(restorer, new NoiseAssumption.Stored(), "measurements", "stored"), Engines.best());
        Restoration.run(task(restorer, new NoiseAssumption.Given(2), "measurements", "given"), Engines.best());
        Restoration.run(task(restorer, new NoiseAssumption.Estimated(), "measurements", "estimated"), Engines.best());

        assertThat(images("estimated")).isEqualTo(images("given")).isNotEqualTo(images("stored"));
    }

    @Test
    void anEstimateThatIsMissingIsAnError() {
        assertThatThrownBy(() -> Restoration.run(
                        task(new PseudoInverse(), new NoiseAssumption.Estimated(), "measurements", "work"),
                        Engines.best()))
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("calibrate/" + NoiseEstimate.FILE)
                .hasMessageContaining("is missing");
    }

    @ParameterizedTest
    @MethodSource("restorers")
    void theSameSpecificationGivesTheSameBytes(Restorer restorer) throws Exception {
        Restoration.run(task(Examples.sent(restorer), "measurements", "one"), Engines.best());
        Restoration.run(task(restorer, "measurements", "two"), Engines.best());

        assertThat(images("one")).isEqualTo(images("two"));
    }

    @ParameterizedTest
    @MethodSource("restorers")
    void cleanImagesAreNoMeasurements(Restorer restorer) throws IOException {
        writeMeasurements("clean", Origin.CLEAN);

        assertThatThrownBy(() -> Restoration.run(task(restorer, "clean", "work"), Engines.best()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("origin CLEAN; images are restored from measurements only");
    }

    private StageResult compare(String restored) throws IOException {
        CompareSpec spec = new CompareSpec(
                "generator-prior",
                List.of(new Psnr()),
                List.of(),
                new Corruption(new Identity(), new GaussianNoise(SIGMA)),
                12,
                SHAPE,
                DataType.F32,
                7);
        return PairComparison.run(new StageTask<>(
                new StageId("compare", "942c35db"),
                "compare",
                spec,
                List.of(
                        new StageInput("images", "r", new StageId("restore", "4b43b0ae"), at(restored)),
                        new StageInput("clean-images", "d", new StageId("dataset", "8277e091"), at("data"))),
                at("scores")));
    }

    /** An offset of 0.2 on a range of 2 is 20 dB. */
    @Test
    void restoredImagesAreScoredAgainstTheirOwn() throws IOException {
        writeImages("data", FileNames.HELD_OUT, Origin.CLEAN, N + 5, 0);
        writeImages("restored", FileNames.RESTORED, Origin.GENERATED, N, 0.2);

        StageResult result = compare("restored");

        assertThat(result.figures().get("psnr")).isCloseTo(20, within(1e-4));
        List<Score> scores = new ArrayList<>();
        Tables.read(at("scores"), FileNames.SCORES, Score.class, scores::add);
        assertThat(scores).singleElement().satisfies(score -> {
            assertThat(score.getRow()).isEqualTo("generator-prior");
            assertThat(score.getOracle()).isTrue();
            assertThat(score.getCount()).isEqualTo(N);
            assertThat(score.getNfe()).isEqualTo(12);
            assertThat(score.getSeed()).isEqualTo(7);
            assertThat(score.getContract().getReference())
                    .isEqualTo("the held-out image of each, measured by identity + gaussian[sigma=0.5]");
            assertThat(score.getContract().getQuantiser()).isEqualTo("none");
        });
    }

    @Test
    void anImageWithoutItsCleanOneIsAnError() throws IOException {
        writeImages("data", FileNames.HELD_OUT, Origin.CLEAN, N - 1, 0);
        writeImages("restored", FileNames.RESTORED, Origin.GENERATED, N, 0.2);

        assertThatThrownBy(() -> compare("restored"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("image " + (FIRST_ID + N - 1) + " was restored, but there is no");
    }

    @Test
    void theAssumedNoiseLevelMayDifferFromTheStoredOne() throws IOException {
        MeasurementTable table = MeasurementTable.read(
                at("measurements"),
                Tables.parts(at("measurements"), FileNames.MEASUREMENTS),
                MODEL,
                new NoiseAssumption.Given(0.25));

        float[] expected = new float[N];
        Arrays.fill(expected, 0.25f);
        assertThat(table.measured().sigmas()).containsExactly(expected);
    }

    @Test
    void measurementsOfAnotherShapeAreRefused() {
        MeasurementModel other = new MeasurementModel(new Identity(), new ImageShape(1, 4, 16));

        assertThatThrownBy(() -> MeasurementTable.read(
                        at("measurements"),
                        Tables.parts(at("measurements"), FileNames.MEASUREMENTS),
                        other,
                        new NoiseAssumption.Stored()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("measurement 100 has shape 1x8x8, expected 1x4x16");
    }
}
