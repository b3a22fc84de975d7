package org.dcd.pipelines.experiment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.Serializable;
import java.util.List;

/**
 * Files that an experiment reads from outside the store.
 *
 * @param key key of the experiment, such as {@code dataset} or {@code teacher.from}
 * @param files file names without folders
 * @param sha256 SHA-256 of the contents in hexadecimal; for several files as in {@code SourceHash}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ExternalInput(String key, List<String> files, String sha256) implements Serializable {
    public ExternalInput {
        files = List.copyOf(files);
    }

    /** Key and file names for messages and reports. */
    public String label() {
        int most = 2;
        return key + " (" + String.join(", ", files.subList(0, Math.min(most, files.size())))
                + (files.size() > most ? " and " + (files.size() - most) + " more" : "") + ")";
    }
}
