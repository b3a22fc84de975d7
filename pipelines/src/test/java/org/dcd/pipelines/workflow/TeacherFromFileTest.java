package org.dcd.pipelines.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.experiment.ExperimentYaml;
import org.dcd.pipelines.report.ReportSpec;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.DenoiserSummary;
import org.dcd.transforms.model.SongUNet;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pretrained teacher, used directly or to initialise training. */
class TeacherFromFileTest {
    private static final SongUNet NETWORK = new SongUNet(16, List.of(1, 2), 1, List.of(8), 0);
    private static final String TRAINED =
            "  network: {type: song-unet, channels: 16, multipliers: [1, 2], blocks: 1, attention: []}\n"
                    + "  training: {kimg: 100, batch: 48}\n";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        weights(folder, 1);
        write("  from: teacher.safetensors\n");
    }

    private void write(String teacher) throws IOException {
        assertThat(Planned.EXPERIMENT).contains(TRAINED);
        Planned.write(folder, Planned.EXPERIMENT.replace(TRAINED, teacher), "ten images");
    }

    /** EDM's state dict of random weights for 1x16x16 images, buffers included. */
    private static void weights(Path folder, long seed) throws IOException {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        DenoiserSummary.of(NETWORK, new ImageShape(1, 16, 16), 0)
                .parameters()
                .forEach(spec ->
                        tensors.put(spec.name(), Tensor.of(Initialiser.draw(spec, new Seeds(seed)), spec.shape())));
        tensors.put(
                "model.enc.8x8_down.conv0.resample_filter",
                Tensor.of(new float[] {0.25f, 0.25f, 0.25f, 0.25f}, 1, 1, 2, 2));
        new Safetensors(tensors, Map.of()).write(Folder.at(folder.toString()), "teacher.safetensors");
    }

    @Test
    void replacesTraining() {
        Plan plan = Planned.in(folder);

        assertThat(Planned.keys(plan)).containsKey("import:teacher").doesNotContainKey("teacher");
        StageNode imported = plan.stage("import:teacher").orElseThrow().node();
        assertThat(imported.inputs()).isEmpty();
        assertThat(plan.stage("distil").orElseThrow().node().inputs()).contains(imported.as("teacher"));
        assertThat(plan.stage("export:teacher").orElseThrow().node().inputs()).containsExactly(imported.as("model"));
    }

    @Test
    void theNetworkIsReadFromTheFile() throws IOException {
        Experiment experiment = ExperimentReader.read(folder.resolve("experiment.yaml"), List.of());

        assertThat(experiment.teacher().network()).isEqualTo(NETWORK);
        assertThat(experiment.teacher().training()).isEmpty();
        String yaml = ExperimentYaml.write(experiment);
        assertThat(yaml)
                .contains("path: " + folder.resolve("teacher.safetensors"), "sha256: ", "attention: [8]")
                .doesNotContain("kimg: 100");
        Files.writeString(folder.resolve("again.yaml"), yaml);
        assertThat(ExperimentReader.read(folder.resolve("again.yaml"), List.of()))
                .isEqualTo(experiment);
    }

    @Test
    void planAndReportWarnThatItsTrainingDataIsUnknown() {
        Plan plan = Planned.in(folder);

        assertThat(plan.warnings())
                .singleElement()
                .asString()
                .contains(
                        "teacher.from teacher.safetensors (SHA-256 ",
                        " is the teacher, but its training data is unknown")
                .contains("its training data is unknown", "clean images", "Remove teacher.from");
        ReportSpec report =
                (ReportSpec) plan.stage("report").orElseThrow().node().spec();
        assertThat(report.warnings()).isEqualTo(plan.warnings());
    }

    @Test
    void keysContainTheContentOfTheFileAndNotItsPath() throws IOException {
        Map<String, String> before = Planned.keys(Planned.in(folder));

        Files.move(folder.resolve("teacher.safetensors"), folder.resolve("moved.safetensors"));
        assertThat(Planned.keys(Planned.in(folder, "teacher.from=" + folder.resolve("moved.safetensors"))))
                .isEqualTo(before);
        weights(folder, 2);
        Map<String, String> other = Planned.keys(Planned.in(folder));
        for (String stage : List.of("import:teacher", "distil", "export:teacher", "score:generator")) {
            assertThat(other.get(stage)).as(stage).isNotEqualTo(before.get(stage));
        }
        assertThat(other.get("corrupt")).isEqualTo(before.get("corrupt"));
    }

    /** Imported weights do not depend on the measurements. */
    @Test
    void corruptionAndSeedAreNotInTheKey() {
        String key = Planned.keys(Planned.in(folder)).get("import:teacher");
        assertThat(Planned.keys(Planned.in(folder, "corruption.noise.sigma=0.25", "seed=2"))
                        .get("import:teacher"))
                .isEqualTo(key);
    }

    @Test
    void trainingStartsFromTheFile() throws IOException {
        write("  from: {path: teacher.safetensors}\n  training: {kimg: 100, batch: 48}\n");
        Plan plan = Planned.in(folder);
        StageNode imported = plan.stage("import:teacher").orElseThrow().node();
        StageNode teacher = plan.stage("teacher").orElseThrow().node();

        assertThat(teacher.inputs()).contains(imported.as("start")).hasSize(2);
        assertThat(plan.stage("distil").orElseThrow().node().inputs()).contains(teacher.as("teacher"));
        assertThat(plan.warnings())
                .singleElement()
                .asString()
                .contains("initialises the teacher, but its training data");
    }

    @Test
    void aFileOfAnotherNetworkIsRefusedWhenPlanned() throws IOException {
        assertRefused(
                "teacher.network={type: song-unet, channels: 32, multipliers: [1, 2], blocks: 1, attention: [8]}",
                "teacher.from does not fit: " + folder.resolve("teacher.safetensors")
                        + " (state dict): tensor model.map_layer0.weight has shape [64, 16], expected [128, 32] as in the"
                        + " configured network for 1x16x16, SongUNet[channels=32,");
        assertRefused("dataset.side=32", "the network is for images of height 16, but the images are 1x32x32");
        assertRefused("teacher.network={type: mlp}", "must be song-unet, the network of teacher.from, was mlp");
        assertRefused(
                "teacher.from=none.pkl",
                "none.pkl does not exist or is not a file; give the path of a network of EDM or SiD");
        assertRefused(
                "teacher.from={path: " + folder.resolve("teacher.safetensors") + ", sha256: '" + "0".repeat(64) + "'}",
                "its SHA-256 is ");
        Files.write(folder.resolve("cut.pkl"), new byte[] {(byte) 0x80, 4, '}'});
        assertRefused(
                "teacher.from=" + folder.resolve("cut.pkl"),
                "has no usable network: " + folder.resolve("cut.pkl") + ": at byte ");
    }

    @Test
    void withoutAFileNetworkAndTrainingAreRequired() throws IOException {
        write("  training: {kimg: 100, batch: 48}\n");
        assertRefused("seed=1", "teacher.network: missing; add it as {type: …}, one of gaussian, mlp, song-unet");
        write(TRAINED.substring(0, TRAINED.indexOf("  training")));
        assertRefused(
                "seed=1", "teacher: training is missing; add it, or set from to the file of a pretrained teacher");
    }

    private void assertRefused(String override, String message) {
        assertThatThrownBy(() -> Planned.in(folder, override))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }
}
