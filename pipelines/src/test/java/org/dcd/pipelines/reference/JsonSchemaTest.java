package org.dcd.pipelines.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.dcd.pipelines.experiment.ExperimentFiles;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.experiment.KeyType;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.registry.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema against the reader, by a validator that knows neither. */
class JsonSchemaTest {
    private static final com.networknt.schema.JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(JsonSchema.ofExperiments());

    /** Which member the good file has of every open family of one. */
    private static final Map<String, String> MEMBERS = Map.of(
            "dataset", "test-source",
            "corruption.operator", "identity",
            "corruption.noise", "gaussian",
            "teacher.objective", "ambient-tweedie",
            "teacher.network", "song-unet",
            "distillation.loss", "sid",
            "scoring.features", "classifier");

    @TempDir
    Path folder;

    private static Set<ValidationMessage> complaints(String yaml) {
        return SCHEMA.validate(JsonSchema.json(yaml));
    }

    private static String good(String from, String to) {
        assertThat(ExperimentFiles.GOOD).contains(from);
        return ExperimentFiles.GOOD.replace(from, to);
    }

    @Test
    void isAValidSchema() {
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V7);

        assertThat(factory.getSchema(SchemaLocation.of("http://json-schema.org/draft-07/schema#"))
                        .validate(JsonSchema.ofExperiments()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "paper: [{table: 2, row: generator, metric: fid, value: 1.98}]",
                "data-seed: 3",
                "restoration: {methods: [noise2self, {type: dps, steps: 20}], metrics: [psnr]}",
                "sweep: {corruption.noise.sigma: [0.25, 0.5], seed: [1, 2]}",
                "sweep: {zip: {corruption.noise.sigma: [0.25, 0.5], teacher.training.kimg: [200, 1e2]}}",
                "sweep: {list: [{preset: paper}, {distillation.loss: {type: dmd}}]}",
                "sweep: {teacher: {network: {multipliers: [[1, 2], [1, 2, 2]]}}}",
                "sweep: {distillation.loss: [sid, {type: dmd}, {alpha: 1}]}"
            })
    void goodFilesPass(String more) {
        assertThat(complaints(ExperimentFiles.GOOD + more)).isEmpty();
    }

    @Test
    void aFileThatExtendsAnotherNeedsNoKeys() {
        assertThat(complaints("{extends: base.yaml, experiment: mine, distillation: {loss: {alpha: 1}}}"))
                .isEmpty();
        assertThat(complaints("{experiment: mine, distillation: {loss: {alpha: 1}}}"))
                .isNotEmpty();
    }

    static List<Arguments> bad() {
        return List.of(
                arguments("teacher:", "teachers:"),
                arguments("learning-rate", "learning_rate"),
                arguments("alpha", "strength"),
                arguments("seed: 1", ""),
                arguments("  objective: {type: ambient-tweedie}", ""),
                arguments("kimg: 100,", ""),
                arguments("type: sid", "type: sit"),
                arguments("{type: identity}", "identify"),
                arguments("{type: identity}", "3"),
                arguments("{type: identity}", "{}"),
                arguments("{type: identity}", "{type: [identity]}"),
                arguments("alpha: 1.2", "alpha: 2.5"),
                arguments("alpha: 1.2", "alpha: high"),
                arguments("sigma: 0.5", "sigma: 0"),
                arguments("sigma: 0.5", "sigma: -1"),
                arguments("{type: gaussian, sigma: 0.5}", "gaussian"),
                arguments("samples: 2000", "samples: 1"),
                arguments("samples: 2000", "samples: 20.5"),
                arguments("[1, 2, 2]", "2"),
                arguments("[1, 2, 2]", "[a]"),
                arguments("teacher-full, generator", "teacher-half, generator"),
                arguments("[fd, proximal-fd]", "[fid]"),
                arguments("select-by: proximal-fd", "select-by: {type: proximal-fd, k: 3}"),
                arguments("tolerance: 1e-4", "tolerance: 2"),
                arguments("generator.fd < teacher-full.fd", "generator.fd = 2"),
                arguments("generator.fd < teacher-full.fd", "generator.fid < 2"),
                arguments("seed: 1", "seed: 1\npreset: papers"),
                arguments("seed: 1", "seed: 1\nextends: [a]"),
                arguments("seed: 1", "sweep: 1"),
                arguments("seed: 1", "sweep: {seed: 1}"),
                arguments("seed: 1", "sweep: {seeds: [1]}"),
                arguments("seed: 1", "sweep: {seed: [a]}"),
                arguments("seed: 1", "sweep: {corruption.noise.sigma: [0.5, 81]}"),
                arguments("seed: 1", "sweep: {seed: []}"),
                arguments("seed: 1", "sweep: {experiment: [a, b]}"),
                arguments("seed: 1", "sweep: {zip: {seed: 1}}"),
                arguments("seed: 1", "sweep: {list: [{seed: [1]}]}"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refusesShapesThatTheReaderRefuses(String from, String to) {
        String text = good(from, to);
        Path file = ExperimentFiles.write(folder, "bad.yaml", text);

        assertThat(complaints(text)).isNotEmpty();
        assertThatThrownBy(() -> ExperimentReader.readSweep(file, List.of())).isInstanceOf(BadInputException.class);
    }

    /** The schema shows the ranges that the records enforce. */
    @Test
    void bothRefuseNumbersBeyondARange() {
        Path file = ExperimentFiles.write(folder, "good.yaml", ExperimentFiles.GOOD);
        ObjectNode settings = (ObjectNode) JsonSchema.ofExperiments().at("/definitions/sweep.settings/properties");
        int ranges = 0;
        for (Map.Entry<String, List<KeyPaths.Occurrence>> entry :
                KeyPaths.of(false).all().entrySet()) {
            for (KeyPaths.Occurrence found : entry.getValue()) {
                if (found.key().range().isPresent() && isInGoodFile(entry.getKey(), found)) {
                    boolean list = found.key().type() instanceof KeyType.ListOf;
                    for (BigDecimal beyond : beyond(found.key().range().get())) {
                        ranges++;
                        String value = beyond.toPlainString();
                        String override = entry.getKey() + "=" + (list ? "[" + value + "]" : value);
                        assertThatThrownBy(() -> ExperimentReader.read(file, List.of(override)))
                                .as(override)
                                .isInstanceOf(BadInputException.class)
                                .hasMessageContaining(" must be ");
                    }
                    assertThat(settings.has(entry.getKey())).isTrue();
                }
            }
        }
        assertThat(ranges).isGreaterThan(70);
    }

    private static boolean isInGoodFile(String path, KeyPaths.Occurrence found) {
        return found.member()
                .map(member -> MEMBERS.entrySet().stream()
                        .anyMatch(entry -> path.startsWith(entry.getKey() + ".") && member.equals(entry.getValue())))
                .orElse(true);
    }

    private static List<BigDecimal> beyond(Interval interval) {
        BigDecimal step = BigDecimal.ONE;
        return Stream.concat(
                        interval.leastNumber().map(least -> interval.leastIn() ? least.subtract(step) : least).stream(),
                        interval.mostNumber().map(most -> interval.mostIn() ? most.add(step) : most).stream())
                .toList();
    }

    @Test
    void containsTheDescriptionsOfTheJavadoc() {
        JsonNode alpha = JsonSchema.ofExperiments().at("/definitions/distillation-loss.sid/properties/alpha");

        assertThat(alpha.get("description").asText())
                .isEqualTo("α; 1.2 in the paper, smaller when training drifts to noise");
        assertThat(alpha.get("default").asDouble()).isEqualTo(1.2);
        assertThat(alpha.get("minimum").asDouble()).isEqualTo(0);
        assertThat(alpha.get("maximum").asDouble()).isEqualTo(2);
    }

    @Test
    void describesBoundsThatAreOtherKeys() {
        JsonNode images = JsonSchema.ofExperiments().at("/definitions/metric.kd/properties/images");

        assertThat(images.get("description").asText()).endsWith("; in [subset-size, 1000000]");
        assertThat(images.get("maximum").asInt()).isEqualTo(1_000_000);
        assertThat(images.has("minimum")).isFalse();
    }
}
