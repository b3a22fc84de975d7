package org.dcd.pipelines.cli.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLayoutTest {
    @Test
    void longStringsAreNotBroken() throws IOException {
        JsonNode json = new ObjectMapper().readTree("{\"a\":\"" + "x".repeat(100) + "\",\"b\":[],\"c\":{}}");

        assertThat(JsonLayout.of(json, 40))
                .isEqualTo(List.of("{", "  \"a\": \"" + "x".repeat(100) + "\",", "  \"b\": [],", "  \"c\": {}", "}"));
    }
}
