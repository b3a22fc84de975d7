package org.dcd.pipelines.experiment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.Serializable;
import java.util.List;

/**
 * Files that an experiment reads and no stage has made.
 *
 * @param key of the experiment, such as {@code dataset} or {@code teacher.from}
 * @param files their names, without folders
 * @param sha256 of their contents; of several files as {@code SourceHash} has it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ExternalInput(String key, List<String> files, String sha256) implements Serializable {
    public ExternalInput {
        files = List.copyOf(files);
    }

    /** For a person. */
    public String label() {
        int most = 2;
        return key + " (" + String.join(", ", files.subList(0, Math.min(most, files.size())))
                + (files.size() > most ? " and " + (files.size() - most) + " more" : "") + ")";
    }
}
