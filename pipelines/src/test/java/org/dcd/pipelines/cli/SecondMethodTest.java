package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dcd.pipelines.beam.StageTransforms;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.Planner;
import org.dcd.pipelines.workflow.StageNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second method in one file, on real stages: train, restore, train on the restored images. */
class SecondMethodTest {
    private static final String EXPERIMENT =
            """
            experiment: rounds
            seed: 1
            method: {type: restore-and-retrain, restorer: {type: dps, steps: 4}}
            dataset: {type: idx, path: data, held-out: 16}
            corruption:
              operator: {type: identity}
              noise: {type: gaussian, sigma: 0.5}
            teacher:
              objective: {type: ambient-tweedie}
              network: {type: song-unet, channels: 16, multipliers: [1], blocks: 1, attention: []}
              training: {kimg: 0.32, batch: 16, learning-rate: 2e-3, ema-halflife-kimg: 0.1}
              sampler: {steps: 3}
            scoring:
              features: {type: random-fourier, dimension: 8}
              samples: 32
              rows: [observation, teacher-full, held-out]
              metrics: [fd, proximal-fd]
            """;

    @TempDir
    private Path folder;

    private Path file;
    private Path store;

    @BeforeEach
    void writeFiles() throws IOException {
        store = folder.resolve("store");
        writeImages(Files.createDirectory(folder.resolve("data")), 64, 8);
        file = Files.writeString(folder.resolve("rounds.yaml"), EXPERIMENT);
    }

    /** Two classes: a bright left or right half. */
    private static void writeImages(Path data, int n, int side) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + n * side * side);
        images.putInt(0x803).putInt(n).putInt(side).putInt(side);
        ByteBuffer labels = ByteBuffer.allocate(8 + n).putInt(0x801).putInt(n);
        for (int i = 0; i < n; i++) {
            labels.put((byte) (i % 2));
            for (int k = 0; k < side * side; k++) {
                boolean bright = (k % side < side / 2) == (i % 2 == 0);
                images.put((byte) ((bright ? 200 : 20) + (31 * i + 7 * k) % 40));
            }
        }
        Files.write(data.resolve("images-idx3-ubyte"), images.array());
        Files.write(data.resolve("labels-idx1-ubyte"), labels.array());
    }

    private Plan plan(String... overrides) {
        return Planner.plan(ExperimentReader.read(file, List.of(overrides)), Store.open(store));
    }

    private static StageTransforms stages() {
        return StageTransforms.registered();
    }

    @Test
    void severalStagesOfOneKindAreChained() {
        Plan plan = plan("method.rounds=3");

        assertThat(plan.stages())
                .extracting(stage -> stage.node().name())
                .containsSubsequence(
                        "dataset",
                        "corrupt:1",
                        "teacher:1",
                        "restore:1",
                        "corrupt:2",
                        "teacher:2",
                        "restore:2",
                        "corrupt:3",
                        "teacher:3",
                        "export:teacher",
                        "sample:teacher-full",
                        "score:teacher-full",
                        "report");
        assertThat(inputs(plan, "restore:2")).containsExactlyInAnyOrder("corrupt:1", "teacher:2");
        assertThat(inputs(plan, "teacher:3")).containsExactly("corrupt:3");
        assertThat(inputs(plan, "export:teacher")).containsExactly("teacher:3");
    }

    private static List<String> inputs(Plan plan, String stage) {
        StageNode node = plan.stage(stage).orElseThrow().node();
        return node.inputs().stream().map(NodeInput::name).toList();
    }

    /** Runs with more rounds reuse the stages of shorter runs. */
    @Test
    void anotherRoundKeepsTheKeysOfEarlierRounds() {
        Plan two = plan();
        Plan three = plan("method.rounds=3");

        for (String stage : List.of("teacher:1", "restore:1", "teacher:2")) {
            assertThat(three.stage(stage).map(PlannedStage::node))
                    .isEqualTo(two.stage(stage).map(PlannedStage::node));
        }
    }

    @Test
    void runsToItsReportAndIsCachedTheSecondTime() throws IOException {
        String[] command = {"run", "--store", store.toString(), file.toString()};

        TestCli made = TestCli.run(stages(), command);
        TestCli again = TestCli.run(StageTransforms.registered(), command);

        assertThat(made.err()).isEmpty();
        assertThat(made.code()).isZero();
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains(" 0 stages run");
        Path report =
                Path.of(made.out().substring(made.out().indexOf("Report: ") + 8).strip());
        assertThat(Files.readString(report))
                .contains("teacher:1", "teacher:2", "restore:1", "teacher-full")
                .contains("2 diffusion teachers were trained on 48 corrupted images")
                .contains("restored by teacher:1")
                .contains("No clean image has reached training")
                .doesNotContain("one-step generator");
    }

    @Test
    void aRowThatTheMethodDoesNotProduceIsRefusedWithItsPosition() throws IOException {
        Files.writeString(
                file, EXPERIMENT.replace("[observation, teacher-full, held-out]", "[observation, generator]"));

        TestCli refused = TestCli.run("plan", "--store", store.toString(), file.toString());

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("rounds.yaml:16:23: scoring.rows[1]: is generator, which the method restore-and-retrain does"
                        + " not produce; remove it");
    }

    @Test
    void restorersThatCannotUseItsTeacherAreRefusedByThePlan() throws IOException {
        Files.writeString(
                file,
                EXPERIMENT
                        .replace("operator: {type: identity}", "operator: {type: downsample}")
                        .replace("type: gaussian, sigma: 0.5", "type: none")
                        .replace("ambient-tweedie", "standard"));

        TestCli refused = TestCli.run("plan", "--store", store.toString(), file.toString());

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("experiment rounds: method.restorer does not fit: dps needs a teacher of images");
    }
}
