package org.dcd.pipelines.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.sdk.util.SerializableUtils;
import org.dcd.pipelines.experiment.CanonicalJson;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.measurement.EstimatedSigma;
import org.dcd.transforms.measurement.EstimatedSigma.Rule;
import org.dcd.transforms.measurement.NoiseAssumption.Given;
import org.dcd.transforms.measurement.NoiseAssumption.Resolved;
import org.dcd.transforms.measurement.NoiseDependentSpec;
import org.dcd.transforms.measurement.NoiseEstimate;
import org.dcd.transforms.stage.calibrate.CalibrateSpec;
import org.dcd.transforms.stage.sample.SampleSpec;
import org.dcd.transforms.stage.score.ScoreSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans of experiments whose noise level is estimated. */
class UnknownNoiseTest {
    private static final String ESTIMATED = "teacher.noise-level={type: estimated, images: 20, rule: mean}";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Planned.write(folder, Planned.EXPERIMENT, "forty images of one byte each, or nearly");
    }

    private Map<String, StageNode> plan(String... overrides) {
        return Planned.in(folder, overrides).stages().stream()
                .map(PlannedStage::node)
                .collect(Collectors.toMap(StageNode::name, node -> node));
    }

    private Map<String, StageNode> estimated(String... overrides) {
        List<String> all = new ArrayList<>(List.of(overrides));
        all.add(ESTIMATED);
        return plan(all.toArray(String[]::new));
    }

    private static Map<String, StageSpec> specs(Map<String, StageNode> nodes) {
        return nodes.values().stream().collect(Collectors.toMap(StageNode::name, StageNode::spec));
    }

    @Test
    void measurementsAreCalibratedBeforeStagesThatNeedTheNoiseLevel() {
        Map<String, StageNode> nodes = estimated();

        StageNode calibrate = nodes.get("calibrate");
        assertThat(calibrate.kind()).isEqualTo("calibrate");
        assertThat(calibrate.spec()).isEqualTo(new CalibrateSpec(new EstimatedSigma(20, Rule.MEAN, 1)));
        assertThat(calibrate.inputs()).containsExactly(nodes.get("corrupt").as("measurements"));
        List<String> readers = nodes.values().stream()
                .filter(node -> node.inputs().contains(calibrate.as("noise")))
                .map(StageNode::name)
                .toList();
        assertThat(readers)
                .containsExactlyInAnyOrder(
                        "teacher",
                        "distil",
                        "sample:teacher-truncated",
                        "score:observation",
                        "score:teacher-full",
                        "score:teacher-truncated",
                        "score:generator",
                        "score:held-out");
    }

    /** Only stages that simulate measurements differ with the true noise level. */
    @Test
    void noStageAfterTheMeasurementsDependsOnTheTrueNoiseLevel() {
        Map<String, StageSpec> one = specs(estimated("corruption.noise.sigma=0.5"));
        Map<String, StageSpec> other = specs(estimated("corruption.noise.sigma=0.123"));

        assertThat(one.remove("corrupt")).isNotEqualTo(other.remove("corrupt"));
        one.remove("report");
        other.remove("report");
        assertThat(keyed(one)).isEqualTo(keyed(other));
    }

    /** The specification without the origin of a network, which does not affect the computation. */
    private static Map<String, String> keyed(Map<String, StageSpec> specs) {
        Map<String, String> keyed = new TreeMap<>();
        specs.forEach((name, spec) -> keyed.put(name, CanonicalJson.key(spec)));
        return keyed;
    }

    /** With every number that follows from the level, such as the network evaluations of truncated samples. */
    @ParameterizedTest
    @CsvSource({"0.2, level", "0.5, level", "1, level", "0.2, variance"})
    void stagesComputeTheSameForAnEstimateAsForTheSameGivenLevel(double sigma, String stopRule) throws IOException {
        String stop = "teacher.sampler.stop-rule=" + stopRule;
        Map<String, StageNode> given = plan("teacher.data-sigma=" + sigma, stop);
        Folder calibrate = Folder.at(folder.resolve("calibrate").toString());
        new NoiseEstimate(sigma, sigma, sigma, 20).write(calibrate);

        for (StageNode node : estimated("corruption.noise.sigma=0.3", stop).values()) {
            StageTask<StageSpec> awaiting = task(node, calibrate);
            StageTask<StageSpec> told = task(given.getOrDefault(node.name(), node), calibrate);
            if (node.spec() instanceof SampleSpec spec) {
                assertThat(spec.stopSigma().resolve(spec.sampler(), awaiting))
                        .as(node.name())
                        .isEqualTo(((SampleSpec) told.spec()).stopSigma().resolve(spec.sampler(), told));
            } else if (node.spec() instanceof NoiseDependentSpec spec) {
                Resolved noise = spec.dataSigma().resolve(awaiting);
                assertThat(noise)
                        .as(node.name())
                        .isEqualTo(
                                ((NoiseDependentSpec) told.spec()).dataSigma().resolve(told))
                        .isEqualTo(new Given(sigma));
                if (spec instanceof ScoreSpec score) {
                    assertThat(score.nfe().of(noise))
                            .as(node.name())
                            .isEqualTo(((ScoreSpec) told.spec()).nfe().of(noise));
                }
            }
        }
    }

    private static StageTask<StageSpec> task(StageNode node, Folder input) {
        List<StageInput> inputs = node.inputs().stream()
                .map(one -> new StageInput(one.role(), one.name(), one.id(), input))
                .toList();
        return new StageTask<>(node.id(), node.name(), node.spec(), inputs, input);
    }

    @Test
    void aGivenStopOfTruncatedSamplingIsKept() {
        Map<String, StageNode> nodes = estimated("teacher.sampler.stop-sigma=0.7");
        Map<String, StageNode> known = plan("teacher.sampler.stop-sigma=0.7");

        assertThat(nodes.get("sample:teacher-truncated").spec())
                .isEqualTo(known.get("sample:teacher-truncated").spec());
        assertThat(((ScoreSpec) nodes.get("score:teacher-truncated").spec()).nfe())
                .isEqualTo(((ScoreSpec) known.get("score:teacher-truncated").spec()).nfe());
    }

    /** The text of keys from earlier versions, so that finished stages stay valid. */
    @Test
    void keysOfSpecificationsThatAwaitAnEstimateAreUnchanged() {
        Map<String, StageNode> nodes = estimated();

        assertThat(CanonicalJson.key(nodes.get("teacher").spec()))
                .startsWith("{\"spec\":{\"data-sigma\":0,\"denoiser\":{")
                .endsWith("}}}");
        assertThat(CanonicalJson.key(nodes.get("distil").spec()))
                .contains("\"corruption\":{\"noise\":{\"type\":\"none\"},\"operator\":{\"type\":\"identity\"}}")
                .doesNotContain("data-sigma");
        assertThat(CanonicalJson.key(nodes.get("sample:teacher-truncated").spec()))
                .startsWith("{\"spec\":{\"count\":8,")
                .contains("\"stop-sigma\":0}");
        assertThat(CanonicalJson.key(nodes.get("score:teacher-truncated").spec()))
                .startsWith("{\"sampler\":{\"churn\":0,")
                .contains("\"spec\":{\"corruption\":{\"noise\":{\"type\":\"none\"}")
                .contains("\"nfe\":35,");
        assertThat(CanonicalJson.key(nodes.get("score:generator").spec()))
                .startsWith("{\"spec\":{\"corruption\":")
                .contains("\"nfe\":1,");
    }

    @Test
    void keysContainAStoredOrGivenLevelAsANumber() {
        assertThat(CanonicalJson.key(plan().get("teacher").spec())).startsWith("{\"data-sigma\":0,");
        Map<String, StageNode> given = plan("teacher.data-sigma=0.25");
        assertThat(CanonicalJson.key(given.get("teacher").spec())).startsWith("{\"data-sigma\":0.25,");
        assertThat(CanonicalJson.key(given.get("distil").spec()))
                .contains("\"corruption\":{\"noise\":{\"sigma\":0.25,\"type\":\"gaussian\"}");
        assertThat(CanonicalJson.key(given.get("sample:teacher-truncated").spec()))
                .contains("\"stop-sigma\":0.25}");
    }

    @Test
    void settingsOfTheEstimateAreInTheKeysOfDependentStages() {
        Map<String, StageNode> one = estimated();
        Map<String, StageNode> other = plan("teacher.noise-level={type: estimated, images: 20, rule: max}");

        List<String> same = one.keySet().stream()
                .filter(name -> one.get(name).key().equals(other.get(name).key()))
                .toList();
        assertThat(same).containsExactlyInAnyOrder("dataset", "corrupt", "features:oracle", "features:proximal");
    }

    @Test
    void analysesOfPointsAreRefused() {
        assertThatThrownBy(() -> estimated("scoring.analyses=[{type: theorem-2}]"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("scoring.analyses")
                .hasMessageContaining("must be empty when teacher.noise-level is estimated");
    }

    @Test
    void anEstimatedLevelIsNotWarnedOf() {
        assertThat(Planned.in(folder, ESTIMATED).warnings()).isEmpty();
    }

    @Test
    void aKnownLevelIsNotCalibrated() {
        Map<String, StageNode> nodes = plan("teacher.noise-level={type: known}");

        assertThat(nodes).isEqualTo(plan()).doesNotContainKey("calibrate");
    }

    @Test
    void specificationsThatAwaitAnEstimateAreSerialisable() {
        estimated().values().stream()
                .map(StageNode::spec)
                .filter(NoiseDependentSpec.class::isInstance)
                .forEach(spec -> assertThat(SerializableUtils.clone(spec)).isEqualTo(spec));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "corruption.operator={type: random-mask, p: 0.6} | corruption.operator RandomMask[p=0.6] creates"
                        + " differences between neighbouring pixels | set teacher.data-sigma",
                "corruption.operator={type: downsample, factor: 8} | at least 4x4 pixels, was 1x2x2 | teacher.data-sigma",
                "dataset.subset=0.6 | too few images for a noise estimate: teacher.noise-level.images is 20, but there are 19"
                        + " measurements | train on at least 20 images",
            })
    void impossibleEstimatesAreRefused(String override, String what, String remedy) {
        assertThatThrownBy(() -> estimated(override, "dataset.held-out=8", "teacher.network.multipliers=[1]"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("experiment planned: teacher.noise-level cannot be estimated: ")
                .hasMessageContaining(what)
                .hasMessageContaining(remedy);
    }
}
