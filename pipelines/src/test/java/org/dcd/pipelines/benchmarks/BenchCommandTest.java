package org.dcd.pipelines.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.Test;
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

    @Test
    void preparationIsMeasuredWithoutANetwork() throws IOException {
        JsonNode figures = run("feed", "--batch", "8", "--warmup", "1", "--steps", "3", "--threads", "2");

        assertThat(figures.get("images_per_cpu_second_unaugmented").asDouble()).isPositive();
        assertThat(figures.get("images_per_cpu_second_all").asDouble()).isPositive();
        assertThat(figures.get("images_per_second_on_threads").asDouble()).isPositive();
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        CommandLine command = new CommandLine(new BenchCommand()).setCaseInsensitiveEnumValuesAllowed(true);
        command.parseArgs(moments("0"));
        BenchCommand bench = command.getCommand();

        assertThatThrownBy(bench::call)
                .isInstanceOf(BadInputException.class)
                .hasMessage("--steps must be in [1, 1000000], was 0");
    }
}
