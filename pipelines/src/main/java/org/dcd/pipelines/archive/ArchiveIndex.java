package org.dcd.pipelines.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.util.List;
import org.dcd.pipelines.store.Manifests;
import org.dcd.schemas.stage.StageId;

/**
 * The index of an archive, which is its first entry. Together with the manifests it contains the hashes of all other
 * entries.
 *
 * @param format version of the format
 * @param record file name of the record of the run
 * @param stages stages of the run and their inputs
 */
record ArchiveIndex(int format, String record, String recordSha256, List<Stage> stages) {
    static final String FILE = "dcd-run.json";
    static final int FORMAT = 1;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();

    /** @param manifestSha256 hash of the manifest, which contains the hashes of the files */
    record Stage(String kind, String key, String manifestSha256) {
        Stage {
            new StageId(kind, key);
        }

        StageId id() {
            return new StageId(kind, key);
        }

        /** Name of the entry of a file of the stage. */
        String entry(String file) {
            return "stages/" + id().path() + "/" + file;
        }

        String manifestEntry() {
            return entry(Manifests.FILE);
        }
    }

    ArchiveIndex {
        if (format != FORMAT) {
            throw new IllegalArgumentException(
                    "its format is " + format + ", but this version of DCD reads format " + FORMAT);
        }
        if (record == null || !record.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,250}\\.json")) {
            throw new IllegalArgumentException("'" + record + "' is not the file name of a run's record");
        }
        stages = List.copyOf(stages);
    }

    String recordEntry() {
        return "runs/" + record;
    }

    byte[] toJson() throws IOException {
        return PRETTY.writeValueAsBytes(this);
    }

    /** @throws IOException when the bytes are not an index, with the reason */
    static ArchiveIndex ofJson(byte[] json) throws IOException {
        try {
            ArchiveIndex index = JSON.readValue(json, ArchiveIndex.class);
            if (index == null) {
                throw new IOException("it is null");
            }
            return index;
        } catch (JsonProcessingException e) {
            Throwable cause = e.getCause() instanceof IllegalArgumentException ? e.getCause() : e;
            throw new IOException(cause == e ? e.getOriginalMessage() : cause.getMessage(), e);
        }
    }
}
