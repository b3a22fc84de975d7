package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dcd.transforms.ops.onnx.ModelMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
    private static final String SPEC = "{\"architecture\":{\"type\":\"denoiser\"},\"classes\":10,\"long\":["
            + "0.0001,".repeat(60) + "0.5],\"network\":{\"blocks\":1,\"multipliers\":[1,2,2],\"type\":\"song-unet\"}}";

    @TempDir
    Path folder;

    private Path model() throws IOException {
        return Files.write(
                folder.resolve("generator.onnx"),
                PassNoise.generator(Map.of(ModelMetadata.TRAINING_SPEC, SPEC, ModelMetadata.STAGE_KEY, "0123")));
    }

    @Test
    void theSpecificationIsLaidOutForTheTerminal() throws IOException {
        TestCli done = TestCli.run("inspect", model().toString());

        assertThat(done.code()).isZero();
        assertThat(done.out().lines().filter(line -> !line.matches(" *[a-z0-9-]+ +[0-9a-f]{64}")))
                .hasSizeBetween(15, 30)
                .allMatch(line -> line.length() <= 80);
        assertThat(done.out())
                .contains("  stage-key      0123\n", "  training-spec\n    {\n", "      \"classes\": 10,\n")
                .contains("      \"network\": {\"blocks\": 1, \"multipliers\": [1, 2, 2], \"type\": \"song-unet\"}\n  "
                        + "  }\n");
        assertThat(new ObjectMapper()
                        .readTree(done.out()
                                .substring(done.out().indexOf("{"), done.out().lastIndexOf("}") + 1)))
                .as("the same values")
                .isEqualTo(new ObjectMapper().readTree(SPEC));
    }

    @Test
    void jsonOutputHasTheValuesOfTheFile() throws IOException {
        JsonNode facts = new ObjectMapper()
                .readTree(TestCli.run("inspect", "--json", model().toString()).out());

        assertThat(facts.get("training-spec").asText()).isEqualTo(SPEC);
        assertThat(facts.get("sha256").asText()).hasSize(64);
    }
}
