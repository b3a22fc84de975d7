package org.dcd.schemas.io;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/**
 * Writes doubles that JSON has no literals for, so that a field keeps one type. Infinity becomes the number
 * {@value #INFINITY}: it exceeds the range of doubles, and parsers that round to the nearest double read infinity. NaN
 * becomes null.
 */
public final class JsonNumbers extends SimpleModule {
    /** Positive infinity; a minus sign makes it negative. */
    public static final String INFINITY = "1e999";

    private static final long serialVersionUID = 1;

    /** A module to register with an object mapper. */
    public JsonNumbers() {
        super("numbers");
        addSerializer(Double.class, new Doubles());
        addSerializer(Double.TYPE, new Doubles());
    }

    private static final class Doubles extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (value.isNaN()) {
                json.writeNull();
            } else if (value.isInfinite()) {
                json.writeNumber(value > 0 ? INFINITY : "-" + INFINITY);
            } else {
                json.writeNumber(value);
            }
        }
    }
}
