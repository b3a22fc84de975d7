package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.transforms.contract.TestIds;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.measurement.EstimatedSigma;
import org.dcd.transforms.measurement.EstimatedSigma.Rule;
import org.dcd.transforms.measurement.NoiseEstimate;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.calibrate.CalibrateKind;
import org.dcd.transforms.stage.calibrate.CalibrateSpec;
import org.dcd.transforms.stage.calibrate.NoiseCalibration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Noise is estimated from the pixels of measurements only. */
class CalibrateNoiseTest {
    private static final int SIDE = 32;
    private static final EstimatedSigma MEAN = new EstimatedSigma(40, Rule.MEAN, 1);

    @TempDir
    private Path root;

    private Folder folder(String name) {
        return Folder.at(root.resolve(name).toString());
    }

    private StageTask<CalibrateSpec> task(EstimatedSigma level, String measurements) {
        StageInput input =
                new StageInput("measurements", "corrupt", new StageId("corrupt", "2e7d2c03"), folder(measurements));
        return new StageTask<>(
                TestIds.of("calibrate", "calibrate-" + measurements),
                "calibrate",
                new CalibrateSpec(level),
                List.of(input),
                folder("of-" + measurements));
    }

    private NoiseEstimate estimate(EstimatedSigma level, String measurements) throws IOException {
        NoiseCalibration.run(task(level, measurements));
        return NoiseEstimate.read(folder("of-" + measurements));
    }

    /** Waves under noise. */
    private static float[] image(long id, double sigma) {
        float[] values = Seeds.normal(new Seeds(1).of("noise", id), SIDE * SIDE);
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    (float) (0.8 * Math.sin(0.3 * (i / SIDE) + id) * Math.cos(0.2 * (i % SIDE)) + sigma * values[i]);
        }
        return values;
    }

    /**
     * Writes measurements in parts of up to {@code rows}.
     *
     * @param recorded the noise level in their records
     */
    private void write(String name, int count, int rows, LongToDoubleFunction sigma, double recorded)
            throws IOException {
        int parts = (count + rows - 1) / rows;
        for (int part = 0; part < parts; part++) {
            int from = part * rows;
            int to = Math.min(count, from + rows);
            TableWriter.write(
                    folder(name), FileNames.part(FileNames.MEASUREMENTS, part, parts), Measurement.class, out -> {
                        for (long id = from; id < to; id++) {
                            out.add(measurement(id, Origin.MEASUREMENT, image(id, sigma.applyAsDouble(id)), recorded));
                        }
                    });
        }
    }

    private static Measurement measurement(long id, Origin origin, float[] values, double recorded) {
        return new Measurement(
                id,
                origin,
                -1,
                1,
                SIDE,
                SIDE,
                DataType.F32,
                TensorData.encodeF32(values, 0, values.length),
                id,
                id,
                recorded);
    }

    @Test
    void theLevelIsFoundOnTheRunnerAndInPlainJavaAlike() throws IOException {
        write("plain", 100, 100, id -> 0.3, 0.3);
        NoiseEstimate plain = estimate(MEAN, "plain");
        Path published = root.resolve("of-plain").resolve(NoiseEstimate.FILE);
        byte[] bytes = java.nio.file.Files.readAllBytes(published);
        java.nio.file.Files.delete(published);

        Map<String, Double> expected =
                Map.of("sigma", plain.sigma(), "sigma-mean", plain.mean(), "sigma-max", plain.max(), "images", 40.0);
        StageTests.run(StageTransform.of(new CalibrateKind()), List.of(task(MEAN, "plain")), results -> {
            assertThat(results).extracting(StageResult::figures).containsExactly(expected);
            return null;
        });

        assertThat(published).hasBinaryContent(bytes);
        // Borders lower the estimate by 3%, and 40 of 32x32 scatter by 7%.
        assertThat(plain.sigma()).isCloseTo(0.97 * 0.3, within(5 * 0.07 * 0.3 / Math.sqrt(40)));
        assertThat(plain.max()).isGreaterThan(plain.mean());
    }

    @Test
    void theStoredLevelIsNotRead() throws IOException {
        write("honest", 60, 60, id -> 0.3, 0.3);
        write("lying", 60, 60, id -> 0.3, 0.01);

        assertThat(estimate(MEAN, "lying")).isEqualTo(estimate(MEAN, "honest"));
    }

    @Test
    void theDivisionOfTheTableDoesNotMatter() throws IOException {
        write("whole", 90, 90, id -> 0.3, 0.3);
        write("parts", 90, 7, id -> 0.3, 0.3);

        assertThat(estimate(MEAN, "parts")).isEqualTo(estimate(MEAN, "whole"));
    }

    /** Of two halves with different noise, each contributes half of the set. */
    @Test
    void theSetIsSpreadOverTheTable() throws IOException {
        write("halves", 200, 200, id -> id < 100 ? 0.2 : 0.4, 0.3);
        write("first", 100, 100, id -> 0.2, 0.2);

        NoiseEstimate halves = estimate(MEAN, "halves");
        NoiseEstimate all = estimate(new EstimatedSigma(200, Rule.MEAN, 1), "halves");

        assertThat(halves.images()).isEqualTo(40);
        assertThat(halves.mean()).isCloseTo(all.mean(), within(0.02));
        assertThat(all.images()).isEqualTo(200);
        assertThat(estimate(MEAN, "first").mean()).isLessThan(0.75 * halves.mean());
    }

    @Test
    void aMaximumFarAboveTheMeanIsNoted() throws IOException {
        EstimatedSigma max = new EstimatedSigma(40, Rule.MAX, 1);
        write("even", 40, 40, id -> 0.3, 0.3);
        write("uneven", 40, 40, id -> id == 7 ? 0.6 : 0.3, 0.3);

        assertThat(NoiseCalibration.run(task(max, "even")).notes()).isEmpty();
        assertThat(NoiseCalibration.run(task(max, "uneven")).notes())
                .singleElement()
                .asString()
                .startsWith("the largest of 40 estimates is ")
                .contains("% above their mean", "rule mean");
        assertThat(NoiseCalibration.run(task(MEAN, "uneven")).notes()).isEmpty();
    }

    @Test
    void tooFewMeasurementsAreRefused() throws IOException {
        write("few", 39, 39, id -> 0.3, 0.3);

        assertThatThrownBy(() -> NoiseCalibration.run(task(MEAN, "few")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("too few images for a noise estimate: teacher.noise-level.images is 40, but there are 39"
                        + " measurements; lower it to at most 39 or train on more images");
        assertThat(folder("of-few").exists(NoiseEstimate.FILE)).isFalse();
    }

    @Test
    void aMeasurementWithoutDetailIsNamed() throws IOException {
        rows("flat", Origin.MEASUREMENT, new float[SIDE * SIDE]);

        assertThatThrownBy(() -> NoiseCalibration.run(task(MEAN, "flat")))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith(
                        "measurement 0: channel 0 of a 1x32x32 image is too smooth for a noise estimate")
                .hasMessageEndingWith("set teacher.data-sigma instead of teacher.noise-level");
    }

    @Test
    void noiseIsEstimatedOnMeasurementsOnly() throws IOException {
        rows("clean", Origin.CLEAN, image(0, 0.3));

        assertThatThrownBy(() -> NoiseCalibration.run(task(MEAN, "clean")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("image 0 is of origin CLEAN; noise is estimated on measurements only");
    }

    private void rows(String name, Origin origin, float[] values) throws IOException {
        TableWriter.write(folder(name), FileNames.part(FileNames.MEASUREMENTS, 0, 1), Measurement.class, out -> {
            for (long id = 0; id < 40; id++) {
                out.add(measurement(id, origin, values, 0.3));
            }
        });
    }
}
