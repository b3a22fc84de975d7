package org.dcd.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class DoctorCommandTest {
    private static final List<String> STATUS = List.of("ok", "note", "warning", "error");

    /** All examinations of this machine, with a store that cannot be written. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void printsAllChecksAndFailsForAnError() throws IOException {
        TestCli doctor = TestCli.run("doctor", "--json", "--store", "/proc/dcd");

        JsonNode report = new ObjectMapper().readTree(doctor.out());
        List<String> names = new ArrayList<>();
        for (JsonNode check : report.get("checks")) {
            String name = check.get("name").asText();
            names.add(name);
            assertThat(STATUS).as(name).contains(check.get("status").asText());
            assertThat(check.get("seconds").isNumber()).as(name).isTrue();
            assertThat(check.get("facts").isObject()).as(name).isTrue();
            for (JsonNode problem : check.get("problems")) {
                assertThat(STATUS).contains(problem.get("severity").asText());
                assertThat(problem.get("problem").asText()).as(name).isNotBlank();
                assertThat(problem.get("remedy").asText()).as(name).isNotBlank();
            }
        }
        assertThat(names)
                .containsExactly(
                        "java",
                        "cpu",
                        "memory",
                        "disk",
                        "libtorch",
                        "allocator",
                        "matrix-product",
                        "convolution",
                        "onnx-runtime",
                        "gpu",
                        "gpu-parity");
        assertThat(check(report, "libtorch").at("/facts/version").asText()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(check(report, "matrix-product")
                        .at("/facts/cpu-float32-gflops-per-core")
                        .asDouble())
                .isPositive();
        assertThat(check(report, "convolution").get("status").asText()).isEqualTo("ok");
        assertThat(check(report, "disk").at("/problems/0/problem").asText()).startsWith("/proc/dcd cannot be written");
        assertThat(check(report, "disk").at("/problems/0/remedy").asText()).contains("--store");
        assertThat(report.get("status").asText()).isEqualTo("error");
        assertThat(doctor.code()).isEqualTo(1);
    }

    private static JsonNode check(JsonNode report, String name) {
        for (JsonNode check : report.get("checks")) {
            if (check.get("name").asText().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("no check " + name);
    }
}
