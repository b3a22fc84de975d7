package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.assertj.core.api.Assertions;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.contract.TestIds;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.NoNoise;
import org.dcd.transforms.stage.corrupt.CorruptKind;
import org.dcd.transforms.stage.corrupt.CorruptSpec;
import org.dcd.transforms.stage.corrupt.CorruptWork;
import org.dcd.transforms.stage.dataset.DatasetIngest;
import org.dcd.transforms.stage.dataset.DatasetKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorruptImagesTest {
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
    void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() throws IOException {
        corrupt(NOISY, 1, "data", "a");
        corrupt(NOISY, 1, "data", "b");
        corrupt(NOISY, 2, "data", "c");
        for (String name : Folder.at(root.resolve("a").toString()).list()) {
            if (!name.equals(ProgressLine.FILE)) {
                assertThat(root.resolve("a").resolve(name))
                        .hasSameBinaryContentAs(root.resolve("b").resolve(name));
            }
        }
        assertThat(measurements("a")).isNotEqualTo(measurements("c"));
    }

    @Test
    void theNumberOfShardsDoesNotMatter() throws IOException {
        var source = StageTests.idx(root, IMAGES, SIDE, HELD_OUT);
        StageTests.run(
                StageTransform.of(new DatasetKind()),
                List.of(StageTests.dataset(source, 1, root.resolve("whole"))),
                r -> null);
        corrupt(NOISY, 1, "data", "many");
        corrupt(NOISY, 1, "whole", "one");
        assertThat(Folder.at(root.resolve("many").toString()).list()).hasSize(7 + 1);
        assertThat(Folder.at(root.resolve("one").toString()).list()).hasSize(1 + 1);
        assertThat(measurements("one")).isEqualTo(measurements("many"));
    }

    @Test
    void severalStagesInOneRunDoNotMix() throws IOException {
        StageTask<CorruptSpec> noisy = StageTests.corrupt(NOISY, 1, root.resolve("data"), root.resolve("noisy"));
        StageTask<CorruptSpec> clean = StageTests.corrupt(
                new Corruption(new Identity(), new NoNoise()), 1, root.resolve("data"), root.resolve("clean"));
        StageTests.run(StageTransform.of(new CorruptWork(PlainCorruptor::of)), List.of(noisy, clean), results -> {
            Assertions.assertThat(StreamSupport.stream(results.spliterator(), false)
                            .map(result -> result.task().key()))
                    .containsExactlyInAnyOrder(TestIds.key("corrupt-noisy"), TestIds.key("corrupt-clean"));
            Assertions.assertThat(results).allSatisfy(result -> Assertions.assertThat(result.figures())
                    .containsEntry("images", 45.0));
            return null;
        });
        assertThat(measurements("noisy")).extracting(Measurement::getSigma).containsOnly(SIGMA);
        assertThat(measurements("clean")).extracting(Measurement::getSigma).containsOnly(0.0);
    }

    @Test
    void libtorchMeasuresAsPlainJavaDoes() throws IOException {
        corrupt(NOISY, 1, "data", "plain");
        StageTests.run(
                StageTransform.of(new CorruptKind()),
                List.of(StageTests.corrupt(NOISY, 1, root.resolve("data"), root.resolve("torch"))),
                results -> null);
        assertThat(measurements("torch")).isEqualTo(measurements("plain"));
    }

    private void corrupt(Corruption corruption, long seed, String dataset, String work) {
        StageTests.run(
                StageTransform.of(new CorruptWork(PlainCorruptor::of)),
                List.of(StageTests.corrupt(corruption, seed, root.resolve(dataset), root.resolve(work))),
                results -> null);
    }

    private List<Measurement> measurements(String work) throws IOException {
        return StageTests.rows(root.resolve(work), "measurements", Measurement.class);
    }
}
