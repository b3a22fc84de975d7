package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.NoNoise;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.StageDevice;
import org.dcd.transforms.stage.StageWork.Sharded;
import org.dcd.transforms.stage.corrupt.CorruptWork;
import org.dcd.transforms.stage.dataset.DatasetIngest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shards of a corrupt stage, without Beam. */
class CorruptWorkTest {
    private static final int IMAGES = 60;
    private static final int HELD_OUT = 15;
    private static final int SIDE = 16;
    private static final double SIGMA = 0.4;
    private static final Corruption NOISY = new Corruption(new Identity(), new GaussianNoise(SIGMA));

    @TempDir
    Path root;

    @BeforeEach
    void ingest() throws IOException {
        var source = StageTests.idx(root, IMAGES, SIDE, HELD_OUT);
        DatasetIngest.run(StageTests.dataset(source, 1, root.resolve("data")), 7);
    }

    @Test
    void takesOneMeasurementOfEveryTrainingImageAndOfNoOther() throws Exception {
        corrupt(NOISY, 1, "data", "work");
        List<Measurement> measurements = measurements("work");
        assertThat(measurements).extracting(Measurement::getId).isEqualTo(ids("data", "train"));
        assertThat(measurements).extracting(Measurement::getId).doesNotContainAnyElementsOf(ids("data", "held-out"));
        Seeds seeds = new Seeds(1);
        assertThat(measurements).allSatisfy(y -> {
            assertThat(y.getOrigin()).isEqualTo(Origin.MEASUREMENT);
            assertThat(y.getOperatorSeed()).isEqualTo(seeds.of("corrupt/operator", y.getId()));
            assertThat(y.getNoiseSeed()).isEqualTo(seeds.of("corrupt/noise", y.getId()));
            assertThat(y.getSigma()).isEqualTo(SIGMA);
        });
    }

    @Test
    void theNoiseIsWhiteAndOfTheStatedLevel() throws Exception {
        corrupt(NOISY, 1, "data", "noisy");
        corrupt(new Corruption(new Identity(), new NoNoise()), 1, "data", "clean");
        List<Measurement> noisy = measurements("noisy");
        List<Measurement> clean = measurements("clean");
        int size = SIDE * SIDE;
        int n = noisy.size() * size;
        double[] noise = new double[n];
        for (int i = 0; i < noisy.size(); i++) {
            float[] y = values(noisy.get(i));
            float[] x = values(clean.get(i));
            for (int j = 0; j < size; j++) {
                noise[i * size + j] = (y[j] - x[j]) / SIGMA;
            }
        }
        double mean = 0;
        double square = 0;
        double neighbours = 0;
        for (int i = 0; i < n; i++) {
            mean += noise[i] / n;
            square += noise[i] * noise[i] / n;
            neighbours += noise[i] * noise[(i + 1) % n] / n;
        }
        assertThat(mean).isCloseTo(0, within(5 / Math.sqrt(n)));
        assertThat(square).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
        assertThat(neighbours).isCloseTo(0, within(5 / Math.sqrt(n)));
    }

    @Test
    void aMeasurementWithoutNoiseIsTheImage() throws Exception {
        corrupt(new Corruption(new Identity(), new NoNoise()), 1, "data", "clean");
        Image image =
                StageTests.rows(root.resolve("data"), "train", Image.class).get(20);
        float[] expected = new float[SIDE * SIDE];
        TensorData.decode(DataType.U8, image.getData(), expected.length, expected, 0);
        assertThat(values(measurements("clean").get(20))).containsExactly(expected);
    }

    @Test
    void aKilledStageKeepsItsFinishedPartsAndRedoesDamagedOnes() throws Exception {
        corrupt(NOISY, 1, "data", "whole");
        corrupt(NOISY, 1, "data", "killed");
        List<Measurement> expected = measurements("whole");
        Folder killed = Folder.at(root.resolve("killed").toString());
        killed.delete("measurements-00002-of-00007.parquet");
        killed.write("measurements-00003-of-00007.parquet", out -> out.write(new byte[100]));
        corrupt(NOISY, 1, "data", "killed");
        assertThat(measurements("killed")).isEqualTo(expected);
        assertThat(ProgressLog.read(killed))
                .last()
                .extracting(ProgressLine::done)
                .isEqualTo(45L);
    }

    @Test
    void imagesThatAreNotCleanAreRefused() throws Exception {
        Folder folder = Folder.at(root.resolve("generated").toString());
        TableWriter.write(folder, "train-00000-of-00001.parquet", Image.class, out -> {
            out.add(image(0, Origin.CLEAN));
            out.add(image(1, Origin.GENERATED));
        });
        assertThatThrownBy(() -> corrupt(NOISY, 1, "generated", "work"))
                .hasMessageContaining("image 1 is of origin GENERATED");
        assertThat(Folder.at(root.resolve("work").toString()).list()).isEmpty();
    }

    private static Image image(long id, Origin origin) {
        return new Image(id, origin, -1, 1, 2, 2, DataType.U8, ByteBuffer.wrap(new byte[4]));
    }

    private void corrupt(Corruption corruption, long seed, String dataset, String work) throws Exception {
        var task = StageTests.corrupt(corruption, seed, root.resolve(dataset), root.resolve(work));
        runShards(new CorruptWork(PlainCorruptor::of), task);
    }

    private static <S extends StageSpec, P, D, R, A> void runShards(Sharded<S, P, D, R, A> work, StageTask<S> task)
            throws Exception {
        for (D shard : work.shards(work.plan(task, Optional.empty()))) {
            work.run(shard, StageDevice.cpu(1));
        }
    }

    private List<Measurement> measurements(String work) throws IOException {
        return StageTests.rows(root.resolve(work), "measurements", Measurement.class);
    }

    private List<Long> ids(String folder, String table) throws IOException {
        List<Long> ids = new ArrayList<>();
        for (Image image : StageTests.rows(root.resolve(folder), table, Image.class)) {
            ids.add(image.getId());
        }
        return ids;
    }

    private static float[] values(Measurement y) {
        float[] values = new float[SIDE * SIDE];
        TensorData.decode(y.getDataType(), y.getData(), values.length, values, 0);
        return values;
    }
}
