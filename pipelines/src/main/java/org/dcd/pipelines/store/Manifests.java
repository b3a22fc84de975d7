package org.dcd.pipelines.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
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

    private Manifests() {}

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
            return new SpecificDatumReader<>(Manifest.class)
                    .read(
                            null,
                            DecoderFactory.get()
                                    .jsonDecoder(Manifest.getClassSchema(), new ByteArrayInputStream(json)));
        } catch (AvroRuntimeException | ClassCastException | NullPointerException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
