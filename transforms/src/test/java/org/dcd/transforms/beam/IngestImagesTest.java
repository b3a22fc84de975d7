package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Image;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.data.GeneratedImages;
import org.dcd.transforms.data.IdxBytes;
import org.dcd.transforms.data.IdxDataset;
import org.dcd.transforms.stage.dataset.DatasetIngest;
import org.dcd.transforms.stage.dataset.DatasetKind;
import org.dcd.transforms.stage.dataset.ImageSelection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestImagesTest {
    @TempDir
    Path root;

    private IdxDataset source;

    @BeforeEach
    void writeSource() throws IOException {
        source = StageTests.idx(root, 50, 4, 13);
    }

    @Test
    void everyImageIsEitherTrainedOnOrHeldOut() throws IOException {
        ingest(1, "work", 8);
        List<Image> train = images("work", "train");
        List<Image> heldOut = images("work", "held-out");
        assertThat(train).hasSize(37).extracting(Image::getOrigin).containsOnly(Origin.CLEAN);
        assertThat(heldOut).hasSize(13);
        assertThat(train).extracting(Image::getId).isSorted();
        assertThat(heldOut).extracting(Image::getId).isSorted();
        List<Image> all = new ArrayList<>(train);
        all.addAll(heldOut);
        List<Image> expected = new ArrayList<>();
        source.read(expected::add);
        assertThat(all).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void theSeedDecidesWhatIsHeldOut() throws IOException {
        ingest(1, "a", 8);
        ingest(1, "b", 100);
        ingest(2, "c", 8);
        assertThat(images("a", "held-out")).isEqualTo(images("b", "held-out")).isNotEqualTo(images("c", "held-out"));
        assertThat(images("a", "train")).isEqualTo(images("b", "train"));
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        ingest(1, "a", 8);
        ingest(1, "b", 8);
        for (String name : Folder.at(root.resolve("a").toString()).list()) {
            if (!name.equals(ProgressLine.FILE)) {
                assertThat(root.resolve("a").resolve(name))
                        .hasSameBinaryContentAs(root.resolve("b").resolve(name));
            }
        }
    }

    @Test
    void anyImageIsHeldOutAboutAsOftenAsAnyOther() throws IOException {
        int seeds = 400;
        int[] times = new int[50];
        for (long seed = 0; seed < seeds; seed++) {
            ImageSelection.of(source, 50, seed).heldOut().stream().forEach(id -> times[id]++);
        }
        double expected = seeds * 13 / 50.0;
        double standardError = Math.sqrt(expected * (1 - 13 / 50.0));
        assertThat(times).satisfies(counts -> {
            for (int count : counts) {
                assertThat((double) count).isBetween(expected - 5 * standardError, expected + 5 * standardError);
            }
        });
    }

    @Test
    void aSubsetIsThatShareOfTheOthersAndHoldsTheSmallerOnes() throws IOException {
        ingest(1, "all", 8);
        List<Long> larger = ids("all", "train");
        for (double share : new double[] {0.5, 0.1, 0.001}) {
            source = new IdxDataset(source.path(), 0, 1, 13, share);
            String work = "subset-" + share;
            ingest(1, work, 8);
            assertThat(images(work, "held-out")).isEqualTo(images("all", "held-out"));
            List<Long> smaller = ids(work, "train");
            assertThat(smaller)
                    .hasSize((int) Math.max(1, Math.round(37 * share)))
                    .isSorted();
            assertThat(larger).containsAll(smaller);
            larger = smaller;
        }
    }

    @Test
    void figuresCountUnusedImages() throws IOException {
        source = new IdxDataset(source.path(), 0, 1, 13, 0.1);
        StageResult result = DatasetIngest.run(StageTests.dataset(source, 1, root.resolve("work")), 8);
        assertThat(result.figures())
                .containsEntry("train", 4.0)
                .containsEntry("held-out", 13.0)
                .containsEntry("unused", 33.0);
    }

    @Test
    void anyImageIsInTheSubsetAboutAsOftenAsAnyOther() {
        int seeds = 400;
        IdxDataset quarter = new IdxDataset(source.path(), 0, 1, 10, 0.25);
        int[] times = new int[50];
        for (long seed = 0; seed < seeds; seed++) {
            ImageSelection.of(quarter, 50, seed).train().stream().forEach(id -> times[id]++);
        }
        double expected = seeds * 10 / 50.0;
        double standardError = Math.sqrt(expected * (1 - 10 / 50.0));
        for (int count : times) {
            assertThat((double) count).isBetween(expected - 5 * standardError, expected + 5 * standardError);
        }
    }

    @Test
    void holdingOutEverythingIsRefused() {
        IdxDataset all = new IdxDataset(source.path(), 0, 1, 50);
        assertThatThrownBy(() -> ImageSelection.of(all, 50, 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(source.path().toString())
                .hasMessageContaining("held-out 50 leaves none of its 50 images");
    }

    @Test
    void reportsFiguresAndProgress() throws IOException {
        StageTests.run(
                StageTransform.of(new DatasetIngest(8)),
                List.of(StageTests.dataset(source, 1, root.resolve("work"))),
                results -> {
                    StageResult result = results.iterator().next();
                    Assertions.assertThat(result.figures())
                            .containsEntry("train", 37.0)
                            .containsEntry("held-out", 13.0)
                            .containsEntry("classes", 0.0)
                            .containsKey("images-per-second");
                    return null;
                });
        List<ProgressLine> lines =
                ProgressLog.read(Folder.at(root.resolve("work").toString()));
        assertThat(lines).hasSize(7).last().satisfies(line -> {
            assertThat(line.done()).isEqualTo(50);
            assertThat(line.total()).isEqualTo(50);
        });
    }

    @Test
    void withoutHeldOutImagesTheirTableIsEmpty() throws IOException {
        source = StageTests.idx(root, 5, 4, 0);
        ingest(1, "work", 8);
        assertThat(images("work", "train")).hasSize(5);
        assertThat(images("work", "held-out")).isEmpty();
    }

    @Test
    void filesThatChangedSinceThePlanAreRefused() throws IOException {
        var task = StageTests.dataset(source, 1, root.resolve("work"));
        Files.write(source.path(), IdxBytes.images(49, 4));
        assertThatThrownBy(() -> StageTests.run(StageTransform.of(new DatasetKind()), List.of(task), results -> null))
                .hasMessageContaining("changed since the plan was made");
    }

    /** Makes a divisible source indivisible. */
    private record Undivided(GeneratedImages images) implements DatasetSource {
        @Override
        public int heldOut() {
            return images.heldOut();
        }

        @Override
        public double subset() {
            return images.subset();
        }

        @Override
        public List<Path> files() {
            return List.of();
        }

        @Override
        public Summary summarise() {
            return images.summarise();
        }

        @Override
        public void read(Consumer<Image> consumer) throws IOException {
            images.read(consumer);
        }
    }

    @ParameterizedTest
    @CsvSource({"13, 1", "13, 0.5", "0, 1", "49, 1", "16, 1"})
    void manyWorkersWriteTheBytesOfOne(int heldOut, double subset) throws IOException {
        GeneratedImages images = new GeneratedImages(50, 3, 4, 4, 1, heldOut, subset);
        DatasetIngest.run(StageTests.dataset(new Undivided(images), 1, root.resolve("one")), 8);
        StageTests.run(
                StageTransform.of(new DatasetIngest(8)),
                List.of(StageTests.dataset(images, 1, root.resolve("many"))),
                results -> {
                    Assertions.assertThat(results.iterator().next().figures())
                            .containsEntry("held-out", (double) heldOut);
                    return null;
                });
        List<String> names = Folder.at(root.resolve("one").toString()).list();
        assertThat(Folder.at(root.resolve("many").toString()).list()).isEqualTo(names);
        for (String name : names) {
            if (!name.equals(ProgressLine.FILE)) {
                assertThat(root.resolve("many").resolve(name))
                        .hasSameBinaryContentAs(root.resolve("one").resolve(name));
            }
        }
        assertThat(ProgressLog.read(Folder.at(root.resolve("many").toString())))
                .last()
                .satisfies(line -> assertThat(line.done()).isEqualTo(line.total()));
    }

    @Test
    void aKilledIngestionKeepsItsFinishedPartsAndRedoesDamagedOnes() throws IOException {
        GeneratedImages images = new GeneratedImages(50, 3, 4, 4, 1, 13, 1);
        DatasetIngest.run(StageTests.dataset(images, 1, root.resolve("whole")), 8);
        DatasetIngest.run(StageTests.dataset(images, 1, root.resolve("killed")), 8);
        Path kept = root.resolve("killed/train-00001-of-00005.parquet");
        var before = Files.getLastModifiedTime(kept);
        Files.delete(root.resolve("killed/train-00000-of-00005.parquet"));
        Files.write(root.resolve("killed/held-out-00001-of-00002.parquet"), new byte[100]);
        DatasetIngest.run(StageTests.dataset(images, 1, root.resolve("killed")), 8);
        assertThat(Files.getLastModifiedTime(kept)).isEqualTo(before);
        assertThat(images("killed", "train")).isEqualTo(images("whole", "train"));
        assertThat(images("killed", "held-out")).isEqualTo(images("whole", "held-out"));
    }

    private void ingest(long seed, String work, int imagesPerPart) throws IOException {
        DatasetIngest.run(StageTests.dataset(source, seed, root.resolve(work)), imagesPerPart);
    }

    private List<Long> ids(String work, String table) throws IOException {
        return images(work, table).stream().map(Image::getId).toList();
    }

    private List<Image> images(String work, String table) throws IOException {
        return StageTests.rows(root.resolve(work), table, Image.class);
    }
}
