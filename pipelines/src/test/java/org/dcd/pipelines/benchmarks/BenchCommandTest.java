package org.dcd.pipelines.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.files.safetensors.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The benchmarks are not part of the program, so this test checks that they still run. */
class BenchCommandTest {
    private static JsonNode run(String... args) throws IOException {
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setExecutionExceptionHandler((thrown, failed, parsed) -> {
                    throw thrown;
                });
        assertThat(command.execute(args)).isZero();
        return new ObjectMapper().readTree(out.toString());
    }

    private static String[] moments(String steps) {
        List<String> args = new ArrayList<>(List.of("moments", "--dimension", "8", "--batch", "16"));
        args.addAll(List.of("--warmup", "1", "--threads", "2", "--steps", steps));
        return args.toArray(String[]::new);
    }

    @Test
    void momentsAreMeasuredWithoutAnExperiment() throws IOException {
        JsonNode figures = run(moments("3"));

        assertThat(figures.get("images").asInt()).isEqualTo(48);
        assertThat(figures.get("images_per_second").asDouble()).isPositive();
    }

    /** Arguments for a small version of network "colour". */
    private static String[] small(String what, String... options) {
        List<String> args = new ArrayList<>(List.of(what, "--experiment", "../experiments/benchmarks/colour.yaml"));
        args.addAll(List.of("--set", "teacher.network.channels=16", "--set", "teacher.network.blocks=1"));
        args.addAll(List.of("--warmup", "0", "--steps", "2", "--threads", "2", "--batch", "4"));
        args.addAll(List.of(options));
        return args.toArray(String[]::new);
    }

    @Test
    void preparationIsMeasuredWithoutANetwork() throws IOException {
        JsonNode figures = run("feed", "--batch", "8", "--warmup", "1", "--steps", "3", "--threads", "2");

        assertThat(figures.get("images_per_cpu_second_unaugmented").asDouble()).isPositive();
        assertThat(figures.get("images_per_cpu_second_all").asDouble()).isPositive();
        assertThat(figures.get("images_per_second_on_threads").asDouble()).isPositive();
    }

    @Test
    void distillationIsMeasured() throws IOException {
        JsonNode figures = run(small("distil"));

        assertThat(figures.get("images_per_second").asDouble()).isPositive();
        assertThat(figures.get("cpu_seconds_per_step").asDouble()).isPositive();
        assertThat(figures.get("network").asText()).isEqualTo("colour");
        assertThat(figures.get("micro_batch").asInt()).isEqualTo(2);
        assertThat(figures.get("macs").asLong())
                .isGreaterThan(figures.get("parameters").asLong());
    }

    @Test
    void checkWritesWhatAnotherProgramNeedsToRepeatTheSteps(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("check.safetensors");
        run(small("distil", "--check", file.toString()));

        Map<String, Tensor> tensors;
        try (InputStream in = Files.newInputStream(file)) {
            tensors = Safetensors.read(in, Files.size(file)).tensors();
        }
        assertThat(tensors)
                .containsKeys("teacher/model.map_layer0.weight", "generator/model.map_layer0.weight")
                .containsKeys("1/fake/z", "1/fake/measurement-noise", "2/generator/z", "2/generator/sigma");
        assertThat(tensors.get("1/generator/noise").shape()).containsExactly(4, 3, 32, 32);
        assertThat(tensors.get("1/fake/loss").doubles()[0]).isPositive();
        assertThat(tensors.get("2/generator/norm").doubles()[0]).isPositive().isFinite();
    }

    /** Parses the arguments and checks that the command refuses them. */
    private static void assertRefused(String message, String... args) {
        CommandLine command = new CommandLine(new BenchCommand()).setCaseInsensitiveEnumValuesAllowed(true);
        command.parseArgs(args);
        BenchCommand bench = command.getCommand();

        assertThatThrownBy(bench::call).isInstanceOf(BadInputException.class).hasMessage(message);
    }

    @Test
    void optionsThatDoNotFitAreRefused() {
        assertRefused(
                "--micro-batch, --precision and --check apply to train and distil only",
                small("sample", "--precision", "bfloat16"));
        assertRefused(
                "--network and --experiment exclude each other; give one of them",
                small("train", "--network", "colour"));
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertRefused("--steps must be in [1, 1000000], was 0", moments("0"));
    }
}
