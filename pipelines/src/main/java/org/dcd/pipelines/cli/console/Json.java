package org.dcd.pipelines.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.util.Optional;
import org.dcd.schemas.io.JsonNumbers;

/** The JSON that {@code --json} prints, with the numbers of {@link JsonNumbers}. */
public final class Json {
    private static final ObjectWriter PRETTY = new ObjectMapper()
            .registerModule(new JsonNumbers())
            .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .writerWithDefaultPrettyPrinter();

    /** Keeps the digits of the text: a float of single precision has more digits as a double. */
    private static final ObjectMapper READER =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Json() {}

    /** Parses an object or a list; empty for any other text, including numbers. */
    public static Optional<JsonNode> tree(String text) {
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return Optional.empty();
        }
        try {
            return Optional.of(READER.readTree(text));
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    /** Indented JSON of a value; property names are in kebab case. */
    public static String pretty(Object value) throws JsonProcessingException {
        return PRETTY.writeValueAsString(value);
    }
}
