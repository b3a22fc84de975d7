package org.dcd.pipelines.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import org.dcd.schemas.io.JsonNumbers;

/** What {@code --json} prints; numbers as {@link JsonNumbers} has them. */
final class Json {
    private static final ObjectWriter PRETTY = new ObjectMapper()
            .registerModule(new JsonNumbers())
            .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .writerWithDefaultPrettyPrinter();

    private Json() {}

    static String pretty(Object value) throws JsonProcessingException {
        return PRETTY.writeValueAsString(value);
    }
}
