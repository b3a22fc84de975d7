package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dcd.pipelines.reference.JsonSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The JSON Schema for editors matches the code, and all experiment files match the schema. */
class ExperimentSchemaTest {
    private static final Path EXPERIMENTS = Path.of("..", "experiments");
    private static final Path SCHEMA = EXPERIMENTS.resolve("experiment.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Path> experiments() throws IOException {
        try (Stream<Path> files = Files.walk(EXPERIMENTS)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
    }

    @Test
    void theCommittedSchemaIsUpToDate() throws IOException {
        assertThat(JSON.readTree(SCHEMA.toFile()))
                .as("records changed; refresh the schema with: ./dcd schema > experiments/experiment.schema.json")
                .isEqualTo(JSON.readTree(JsonSchema.ofExperiments().toString()));
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void everyExperimentMatchesTheSchema(Path file) throws IOException {
        var schema = JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(JSON.readTree(SCHEMA.toFile()));
        Object yaml = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));

        assertThat(schema.validate(JSON.valueToTree(yaml))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void everyExperimentNamesTheSchemaForEditors(Path file) throws IOException {
        assertThat(Files.readString(file))
                .startsWith(
                        "# yaml-language-server: $schema=" + file.getParent().relativize(SCHEMA) + "\n");
    }
}
