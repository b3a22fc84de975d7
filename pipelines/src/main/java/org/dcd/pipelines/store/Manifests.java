package org.dcd.pipelines.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.stage.StageResult;

/** Manifests as files: the JSON encoding of Avro. */
public final class Manifests {
    public static final String FILE = "manifest.json";

    /** A manifest lists tens of files; what is longer is something else. */
    static final long MAX_BYTES = 64L << 20;

    private static final JsonFactory JSON = new JsonFactory();

    private static final String CODE = "code";

    /** Of manifests of before they told of the code of members. */
    private static final Schema BEFORE_CODE = without(CODE);

    private Manifests() {}

    private static Schema without(String field) {
        Schema schema = Manifest.getClassSchema();
        List<Schema.Field> others = new ArrayList<>();
        for (Schema.Field other : schema.getFields()) {
            if (!other.name().equals(field)) {
                others.add(new Schema.Field(other, other.schema()));
            }
        }
        return Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), false, others);
    }

    private static boolean isOfBeforeCode(byte[] json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                if (parser.currentName().equals(CODE)) {
                    return false;
                }
                parser.nextToken();
                parser.skipChildren();
            }
            return true;
        }
    }

    public static byte[] toJson(Manifest manifest) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Encoder encoder = EncoderFactory.get().jsonEncoder(Manifest.getClassSchema(), out, true);
        new SpecificDatumWriter<>(Manifest.class).write(manifest, encoder);
        encoder.flush();
        out.write('\n');
        return out.toByteArray();
    }

    /** Seconds from the begin of a stage to its end, work on others in between included. */
    public static double elapsed(Manifest manifest) {
        return manifest.getFigures().getOrDefault(StageResult.ELAPSED_SECONDS, manifest.getSeconds());
    }

    /** Reads a manifest; whatever is not one ends in an exception that says where. */
    public static Manifest ofJson(byte[] json) throws IOException {
        try {
            Schema written = isOfBeforeCode(json) ? BEFORE_CODE : Manifest.getClassSchema();
            return new SpecificDatumReader<Manifest>(written, Manifest.getClassSchema())
                    .read(null, DecoderFactory.get().jsonDecoder(written, new ByteArrayInputStream(json)));
        } catch (AvroRuntimeException | ClassCastException | NullPointerException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
