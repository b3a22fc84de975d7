package org.dcd.pipelines.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.HashCache;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.stage.score.ScoreSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Planned.write(folder, Planned.EXPERIMENT, "ten images");
    }

    private Plan plan(String... overrides) {
        return Planned.in(folder, overrides);
    }

    /** The bytes that this process reads, as Linux counts them. */
    private static long bytesRead() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/io")).stream()
                .filter(line -> line.startsWith("rchar: "))
                .mapToLong(line -> Long.parseLong(line.substring("rchar: ".length())))
                .sum();
    }

    /** Data set and weights: the plan of another process knows them by path, size, inode and times. */
    @Test
    void theFilesOfAPlannedExperimentAreNotReadAgain() throws IOException {
        assumeTrue(Files.isReadable(Path.of("/proc/self/io")));
        int size = 16 << 20;
        Files.write(folder.resolve("images.bin"), new byte[size]);
        Experiment experiment = ExperimentReader.read(folder.resolve("experiment.yaml"), List.of());
        Store store = Store.open(folder.resolve("store"));
        Path hashes = folder.resolve("hashes");
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

        long start = bytesRead();
        Plan first = Planner.plan(experiment, store, new HashCache(hashes, later));
        long cold = bytesRead() - start;
        Plan second = Planner.plan(experiment, store, new HashCache(hashes, later));
        long warm = bytesRead() - start - cold;
        assertThat(Planned.keys(second)).isEqualTo(Planned.keys(first));
        assertThat(cold).isBetween((long) size, 2L * size - 1);
        assertThat(warm).isLessThan(size / 4);

        byte[] other = new byte[size];
        other[size / 2] = 1;
        Files.write(folder.resolve("images.bin"), other);
        assertThat(Planned.keys(Planner.plan(experiment, store, new HashCache(hashes, later))))
                .doesNotContainEntry("dataset", Planned.keys(first).get("dataset"));
    }

    @Test
    void everyStageComesOnceAndAfterItsInputs() {
        List<StageNode> nodes = plan().stages().stream().map(PlannedStage::node).toList();

        assertThat(nodes)
                .extracting(StageNode::name)
                .containsExactlyInAnyOrder(
                        "dataset",
                        "corrupt",
                        "features:oracle",
                        "features:proximal",
                        "teacher",
                        "distil",
                        "export:teacher",
                        "export:generator",
                        "sample:teacher-full",
                        "sample:teacher-truncated",
                        "sample:generator",
                        "score:observation",
                        "score:teacher-full",
                        "score:teacher-truncated",
                        "score:generator",
                        "score:held-out",
                        "report");
        for (int i = 0; i < nodes.size(); i++) {
            List<String> earlier =
                    nodes.subList(0, i).stream().map(StageNode::key).toList();
            assertThat(earlier)
                    .containsAll(
                            nodes.get(i).inputs().stream().map(NodeInput::key).toList());
        }
    }

    @Test
    void onlyStagesOfTheScoredRowsArePlanned() {
        assertThat(Planned.keys(plan("scoring.rows=[observation]")))
                .containsOnlyKeys(
                        "dataset", "corrupt", "features:oracle", "features:proximal", "score:observation", "report");
        assertThat(Planned.keys(plan("scoring.rows=[teacher-full]", "scoring.metrics=[fd]")))
                .containsOnlyKeys(
                        "dataset",
                        "corrupt",
                        "features:oracle",
                        "teacher",
                        "export:teacher",
                        "sample:teacher-full",
                        "score:teacher-full",
                        "report");
    }

    @Test
    void planningWritesNothing() throws IOException {
        List<String> before = listing();

        Plan plan = plan();

        assertThat(plan.toRun()).hasSameSizeAs(plan.stages());
        assertThat(listing()).isEqualTo(before);
    }

    private List<String> listing() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.map(path -> path + " " + path.toFile().lastModified())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void missingStagesAndStagesAfterThemHaveDifferentReasons() {
        Plan plan = plan();

        assertThat(plan.stage("dataset").orElseThrow().status().describe()).isEqualTo("to run: not in the store");
        assertThat(plan.stage("distil").orElseThrow().status().describe())
                .isEqualTo("to run: after corrupt, teacher, features:proximal");
    }

    @Test
    void scoresStateTheirNetworkEvaluations() {
        Map<String, Integer> nfe = plan().stages().stream()
                .map(PlannedStage::node)
                .filter(node -> node.kind().equals("score"))
                .collect(Collectors.toMap(
                        StageNode::name, node -> ((ScoreSpec) node.spec()).nfe().of(new NoiseAssumption.Stored())));

        assertThat(nfe)
                .containsEntry("score:observation", 0)
                .containsEntry("score:held-out", 0)
                .containsEntry("score:generator", 1)
                .containsEntry("score:teacher-full", 35)
                .containsEntry("score:teacher-truncated", 23);
    }

    @Test
    void missingDataIsBadInput() throws IOException {
        Files.delete(folder.resolve("images.bin"));

        assertThatThrownBy(this::plan).isInstanceOf(BadInputException.class).hasMessageContaining("images.bin");
    }

    @Test
    void missingDataPointsToTheReadmeBesideIt() throws IOException {
        Files.delete(folder.resolve("images.bin"));
        Path readme = Files.writeString(folder.resolve("README.md"), "Take ten photographs.");

        assertThatThrownBy(this::plan)
                .isInstanceOf(BadInputException.class)
                .hasMessage("experiment planned: dataset.path " + folder.resolve("images.bin") + " does not exist; "
                        + readme + " says where to get it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | {type: ambient-tweedie} | teacher.network takes 0; use a song-unet with augment-labels 9",
                "9 | {type: ambient-tweedie} | transforms must be flips with objective ambient-tweedie, was all",
                "9 | {type: consistency} | transforms must be flips with objective consistency, was all",
            })
    void incompatibleAugmentationsAreRefused(int labels, String objective, String message) {
        assertThatThrownBy(() -> plan(
                        "teacher.network.augment-labels=" + labels,
                        "teacher.objective=" + objective,
                        "teacher.training.augment.probability=0.12"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void flipsAreCompatibleWithNoiseAndAllTransformsWithTheStandardObjective() {
        assertThat(plan(
                                "teacher.network.augment-labels=9",
                                "teacher.training.augment={probability: 0.12, transforms: flips}")
                        .toRun())
                .isNotEmpty();
        assertThat(plan(
                                "teacher.network.augment-labels=9",
                                "teacher.objective={type: standard}",
                                "teacher.training.augment.probability=0.12")
                        .toRun())
                .isNotEmpty();
    }
}
