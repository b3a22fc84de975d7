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

/** Reads and writes manifests in the JSON encoding of Avro. */
public final class Manifests {
    /** Name of the manifest in the folder of a stage. */
    public static final String FILE = "manifest.json";

    /** Maximum size of a manifest. Manifests list tens of files; a longer file is not a manifest. */
    static final long MAX_BYTES = 64L << 20;

    private static final JsonFactory JSON = new JsonFactory();

    private static final String CODE = "code";

    /** Schema of manifests of earlier versions, without the code of registered members. */
    private static final Schema WITHOUT_CODE = without(CODE);

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

    private static boolean hasNoCode(byte[] json) throws IOException {
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

    /** The manifest as it is stored; the same manifest gives the same bytes. */
    public static byte[] toJson(Manifest manifest) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Encoder encoder = EncoderFactory.get().jsonEncoder(Manifest.getClassSchema(), out, true);
        new SpecificDatumWriter<>(Manifest.class).write(manifest, encoder);
        encoder.flush();
        out.write('\n');
        return out.toByteArray();
    }

    /** Seconds from the start of a stage to its end, including work on other stages in between. */
    public static double elapsed(Manifest manifest) {
        return manifest.getFigures().getOrDefault(StageResult.ELAPSED_SECONDS, manifest.getSeconds());
    }

    /**
     * Reads a manifest.
     *
     * @throws IOException when the bytes are not a manifest, with the position if it is known
     */
    public static Manifest ofJson(byte[] json) throws IOException {
        try {
            Schema written = hasNoCode(json) ? WITHOUT_CODE : Manifest.getClassSchema();
            return new SpecificDatumReader<Manifest>(written, Manifest.getClassSchema())
                    .read(null, DecoderFactory.get().jsonDecoder(written, new ByteArrayInputStream(json)));
        } catch (AvroRuntimeException | ClassCastException | NullPointerException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
